# كل الصفحات
title-error = خطأ:
skip = الانتقال إلى المحتوى
signed-in-as = تم تسجيل الدخول باسم
sign-out = تسجيل الخروج
alert-title = لم ينجح ذلك.
help = هل تحتاج إلى مساعدة؟
language = اللغة
language-choose = اختيار
continue = متابعة
cancel = إلغاء
back = رجوع
save = حفظ
copy = نسخ
copied = تم النسخ
print = طباعة
step = الخطوة { $step } من { $steps }

# تسجيل الدخول
sign-in-title = تسجيل الدخول
sign-in-intro = استخدم اسم المستخدم وكلمة المرور اللذين تستخدمهما في العمل. إذا لم يكن لديك تطبيق مصادقة بعد، فسنرشدك إلى إعداده.
sign-in-name = اسم المستخدم
sign-in-password = كلمة المرور
sign-in-button = تسجيل الدخول
sign-in-refused = اسم المستخدم أو كلمة المرور أو الرمز غير صحيح، أو لا يمكنك تسجيل الدخول الآن. يُرجى المحاولة مرة أخرى.
sign-in-changed = تغيّر شيء في حسابك. يُرجى تسجيل الدخول مرة أخرى.
account-change-password = تغيير كلمة المرور
account-logon-hours = لا يمكن استخدام حسابك في هذا الوقت.
account-workstation = لا يمكن استخدام حسابك من هنا.
account-password-expired = انتهت صلاحية كلمة المرور. يُرجى تغييرها أولاً.
account-disabled = حسابك معطّل. يُرجى الاتصال بمكتب المساعدة.
account-expired = انتهت صلاحية حسابك. يُرجى الاتصال بمكتب المساعدة.
account-must-change-password = عليك تغيير كلمة المرور قبل تسجيل الدخول.
account-locked = حسابك مقفل. يُرجى الانتظار قليلاً أو الاتصال بمكتب المساعدة.

# الرمز
code-title = أدخل الرمز
code-label = الرمز
code-hint = افتح تطبيق المصادقة واكتب الرمز الذي يعرضه.
code-no-phone = هاتفك ليس معك؟
code-no-phone-text = استخدم بدلاً منه أحد رموز الاسترداد، أو لتسجيل الدخول رمزاً حصلت عليه من مكتب المساعدة.
code-instead = رمز استرداد أو رمز من مكتب المساعدة
code-back = البدء من جديد
code-wrong = هذا الرمز غير صحيح. انتظر الرمز التالي وحاول مرة أخرى.

# رمز التفعيل
activation-title = أدخل رمز التفعيل
activation-intro = حصلت على رمز تفعيل لإعداد أول وسيلة مصادقة لك. إذا لم يكن لديك رمز، فاطلبه من مكتب المساعدة.
activation-label = رمز التفعيل
activation-wrong = رمز التفعيل هذا غير صحيح أو انتهت صلاحيته.

# إعداد وسيلة مصادقة
offer-first-title = إعداد تطبيق المصادقة
offer-more-title = إضافة وسيلة مصادقة
offer-replace-title = استبدال «{ $label }»
offer-tried = حاولت قبل قليل تسجيل الدخول إلى { $application }. بعد الانتهاء هنا يمكنك الدخول إليه برمز.
offer-first-intro = يعرض تطبيق على هاتفك رمزاً جديداً كل نصف دقيقة. ستحتاج إلى رمز كلما سجّلت الدخول.
offer-more-intro = تفيدك وسيلة مصادقة ثانية إذا فُقدت الأولى أو تعطلت.
offer-replace-intro = أعِدّ الجهاز الجديد هنا. يبقى الجهاز القديم صالحاً حتى تؤكد الجديد.
offer-recovering = سجّلت الدخول برمز استرداد. أعِدّ الآن وسيلة مصادقة جديدة، ثم أزِل التي لم يعد بإمكانك استخدامها.
offer-renewed = لم يعد المفتاح المعروض سابقاً صالحاً. احذفه من تطبيقك وامسح هذا المفتاح الجديد.
offer-scan = امسح هذا الرمز بتطبيقك
offer-apps = يصلح أي تطبيق مصادقة للرموز الزمنية (TOTP)، مثل:
offer-open = الفتح في التطبيق على هذا الجهاز
offer-qr = رمز QR لتطبيق المصادقة
offer-by-hand = ألا يمكنك مسحه؟
offer-by-hand-text = اكتب هذا المفتاح في تطبيقك مع هذه الإعدادات. حافظ على سريته.
offer-algorithm = الخوارزمية
offer-digits = عدد الأرقام
offer-period = ثوانٍ لكل رمز
offer-confirm = اكتب الرمز الذي يعرضه التطبيق
offer-code-hint = يعرض التطبيق رمزاً جديداً كل نصف دقيقة.
offer-button = تأكيد
offer-wrong-code = هذا الرمز غير صحيح. تأكد من أن ساعة هاتفك تُضبط تلقائياً، واكتب الرمز المعروض الآن.
enrolment-over = استغرق ذلك وقتاً طويلاً. يُرجى تسجيل الدخول والبدء من جديد.
label-label = اسم وسيلة المصادقة
label-hint = لكي تميّز بين وسائل المصادقة لديك.
label-usual = الهاتف
label-none = بلا اسم
label-bad = يجب أن يتكوّن الاسم من حرف واحد إلى 64 حرفاً.

# رموز الاسترداد
recovery-title = احفظ رموز الاسترداد
recovery-intro = إذا فقدت هاتفك، فيمكنك تسجيل الدخول مرة واحدة بكل رمز من هذه الرموز.
recovery-once = تُعرض الآن فقط. اطبعها أو احتفظ بها في مكان آمن غير هاتفك.
recovery-download = تنزيل
recovery-saved = لقد حفظتها
recovery-file-head = رموز الاسترداد لدى { $organisation }
recovery-file-foot = يُستخدم كل رمز مرة واحدة بدلاً من رمز التطبيق. احتفظ بها في مكان آمن.
new-recovery-title = إنشاء رموز استرداد جديدة
new-recovery-intro = ستحصل على عشرة رموز جديدة، وتتوقف الرموز القديمة عن العمل.
new-recovery-button = إنشاء رموز جديدة

# ما التالي
done-title = كيف تسجّل الدخول برمز
done-heading = تم كل شيء
done-intro = وسيلة المصادقة جاهزة. من الآن فصاعداً تسجّل الدخول بكلمة المرور ورمز.
done-how = كيف تكتب الرمز
done-append = اكتب الرمز بعد كلمة المرور مباشرةً، في الحقل نفسه.
done-separator = اكتب «{ $separator }» والرمز بعد كلمة المرور، في الحقل نفسه.
done-user-name = اكتب شرطة والرمز بعد اسم المستخدم. تبقى كلمة المرور كما هي.
done-challenge = اكتب كلمة المرور كالمعتاد، ثم يُطلب منك الرمز.
done-auto = اكتب الرمز بعد كلمة المرور مباشرةً، أو انتظر حتى يُطلب منك.
done-code-only = اكتب الرمز وحده حيث يُطلب رمز أو كلمة مرور ثانية.
done-example = مثال:
done-example-password = password
done-example-name = name
done-account = لإضافة وسيلة مصادقة أخرى أو لرؤية عمليات تسجيل دخولك:
done-sign-in = سجّل الدخول هنا

# صفحة الحساب
account-title = حسابك
account-authenticators = وسائل المصادقة
account-off = معطّلة
account-made = تاريخ الإعداد
account-used = آخر استخدام
account-never = لم تُستخدم بعد
account-rename = إعادة تسمية
account-replace = استبدال
account-resync = ضبط الساعة
account-remove = إزالة
account-add = إضافة وسيلة مصادقة
account-recovery = رموز الاسترداد
account-recovery-left =
    { $count ->
        [0] لم يبق لديك أي رمز استرداد.
        [one] بقي لديك رمز استرداد واحد.
        [two] بقي لديك رمزا استرداد.
        [few] بقيت لديك { $count } رموز استرداد.
       *[other] بقي لديك { $count } رمز استرداد.
    }
account-recovery-few = أنشئ رموزاً جديدة قبل أن تحتاج إليها.
account-recovery-new = إنشاء رموز استرداد جديدة
everywhere-title = تسجيل الخروج من كل مكان
everywhere-text = يُنهي جميع جلساتك، هنا وفي التطبيقات الأخرى. افعل ذلك إذا رأيت تسجيل دخول ليس لك، وغيّر كلمة المرور.
everywhere-button = تسجيل الخروج من كل مكان
notice-added = تمت إضافة «{ $label }».
notice-replaced = حلّت «{ $label }» محل وسيلة المصادقة القديمة.
notice-renamed = أصبح اسم وسيلة المصادقة «{ $label }».
notice-removed = تمت إزالة «{ $label }».
notice-resynchronised = تم ضبط ساعة «{ $label }».
notice-recovery-codes = رموز الاسترداد الجديدة صالحة الآن. لم تعد القديمة تعمل.
notice-too-many = لديك ثماني وسائل مصادقة، وهو الحد الأقصى. أزِل واحدة أولاً.
notice-last-one = هذه آخر وسيلة مصادقة لديك. أضِف أخرى قبل إزالتها.
notice-same-factor = سجّل الدخول بوسيلة مصادقة أخرى أو برمز استرداد لضبط ساعة هذه الوسيلة.
notice-not-done = لم يتغيّر شيء. يُرجى المحاولة مرة أخرى.

# رمز جديد
confirm-title = أكّد أنك أنت
confirm-intro = يحتاج هذا التغيير إلى رمز جديد.
confirm-hint = رمز من تطبيقك لم تستخدمه بعد، أو رمز استرداد.
confirm-bypass = لا يكفي لذلك رمز من مكتب المساعدة. تحتاج إلى رمز من تطبيقك أو رمز استرداد.

# وسيلة مصادقة واحدة
rename-title = إعادة تسمية وسيلة مصادقة
remove-title = هل تريد إزالة «{ $label }»؟
remove-intro = تتوقف رموزها عن العمل فوراً، ولا يمكن التراجع عن ذلك.
resync-title = ضبط ساعة «{ $label }»
resync-intro = إذا رُفضت رموزها، فقد تكون ساعتها غير مضبوطة. اكتب رمزين تعرضهما واحداً بعد الآخر.
resync-other = يجب أن تكون قد سجّلت الدخول بوسيلة مصادقة أخرى أو برمز استرداد.
resync-first = الرمز الأول
resync-second = الرمز الثاني
resync-second-hint = انتظر حتى يعرض التطبيق الرمز التالي.
resync-wrong = هذان الرمزان غير متتاليين أو ليسا من وسيلة المصادقة هذه. يُرجى المحاولة مرة أخرى.

# عمليات تسجيل الدخول
logins-title = آخر عمليات تسجيل الدخول
logins-intro = إذا رأيت تسجيل دخول ليس لك، فغيّر كلمة المرور وأخبر مكتب المساعدة.
logins-none = لا توجد بعد.
logins-all = كل عمليات تسجيل الدخول الأخيرة
logins-from = من
logins-portal = هذه البوابة
logins-times =
    { $count ->
        [one] (مرة واحدة)
        [two] (مرتان)
        [few] ({ $count } مرات)
       *[other] ({ $count } مرة)
    }
result-code = تم الدخول برمز
result-code-of = تم الدخول بواسطة «{ $label }»
result-remembered = تم الدخول بناءً على دخول سابق
result-exempt = تم الدخول بلا رمز، لأنه غير مطلوب
result-recovery = تم الدخول برمز استرداد
result-bypass = تم الدخول برمز من مكتب المساعدة
result-grace = تم الدخول بلا رمز مؤقتاً
result-none = تم الدخول بلا رمز
result-asked = طُلب رمز
result-unavailable = تعذّر التحقق
result-wrong-code = مرفوض: رمز غير صحيح
result-used-code = مرفوض: الرمز مستخدم من قبل
result-wrong-password = مرفوض: كلمة مرور غير صحيحة
result-too-many = مرفوض: محاولات كثيرة جداً
result-too-slow = مرفوض: استغرق وقتاً طويلاً
result-not-enrolled = مرفوض: لا توجد وسيلة مصادقة بعد
result-account = مرفوض: تعذّر استخدام الحساب
result-refused = مرفوض

# ما لم ينجح
failure-on = متابعة
failure-forbidden-title = هذا غير ممكن
failure-forbidden = انتهت جلستك، أو لم يأتِ النموذج من هذه الصفحة. يُرجى تسجيل الدخول مرة أخرى.
failure-not-found-title = الصفحة غير موجودة
failure-not-found = لا توجد صفحة على هذا العنوان.
failure-method-title = هذا غير ممكن
failure-method = لا يمكن استخدام هذا العنوان بهذه الطريقة.
failure-too-large-title = البيانات كثيرة جداً
failure-too-large = أُرسل أكثر مما يتسع له نموذج هنا.
failure-misdirected-title = عنوان خاطئ
failure-misdirected = لا تجيب هذه البوابة على هذا العنوان.
failure-unavailable-title = لا يمكن التحقق الآن
failure-unavailable = لا يعني ذلك شيئاً عن كلمة المرور أو الرمز. يُرجى المحاولة مرة أخرى بعد بضع دقائق.
failure-internal-title = حدث عطل هنا
failure-internal = ليس هذا خطأك. يُرجى إخبار مكتب المساعدة.
failure-malformed-title = تعذّرت القراءة
failure-malformed = أرسل متصفحك شيئاً لا تفهمه هذه البوابة. يُرجى الرجوع والمحاولة مرة أخرى.
