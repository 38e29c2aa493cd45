# المشترك بين صفحات الإدارة
menu = الإدارة
menu-own = حسابي
menu-people = الأشخاص
menu-exemptions = الإعفاءات
menu-bypasses = رموز مكتب المساعدة
search = بحث
search-bad = يُرجى كتابة ما بين حرف واحد و128 حرفاً.
previous-page = الصفحة السابقة
next-page = الصفحة التالية
refused-title = هذا غير ممكن
refused-forbidden = لا يُسمح لحسابك برؤية هذا أو القيام به.
refused-protected = هذا الشخص محميّ: لا يفعل ذلك له إلا مسؤول.
refused-oneself = لا أحد يفعل ذلك لنفسه. يُرجى سؤال مسؤول آخر.
refused-enrolled = لدى هذا الشخص وسيلة مصادقة أو رموز استرداد. يمكنه الدخول برمز استرداد، أو يزيل مسؤول كل شيء أولاً.
refused-too-many = العدد كبير جداً.
refused-value = توجد قيمة ناقصة أو غير صالحة. يُرجى الرجوع والمحاولة مرة أخرى.
sign-in-anew = لإدارة الآخرين يرجى تسجيل الدخول من جديد: يُطلب ذلك مرة كل ساعة.

# الأعمدة
column-name = الاسم
column-account = الحساب
column-authenticators = وسائل المصادقة
column-wrong-codes = الرموز الخاطئة
column-last = آخر تسجيل دخول
column-application = التطبيق
column-source = العنوان
column-time = الوقت
column-group = المجموعة
column-state = الحالة
column-do = الإجراءات
column-event = الحدث
column-outcome = النتيجة
column-person = الشخص
column-details = التفاصيل

# سجل التدقيق
outcome-admitted = مقبول
outcome-asked = طُلب رمز
outcome-refused = مرفوض
outcome-unavailable = غير متاح
outcome-unknown = غير معروف
events-none = لا شيء بعد.
outcome-done = تم

# حالات الحساب
state-logon-hours = ليس في هذا الوقت
state-workstation = ليس من هنا
state-password-expired = انتهت صلاحية كلمة المرور
state-disabled = معطّل
state-expired = منتهي الصلاحية
state-must-change-password = يجب تغيير كلمة المرور
state-locked = مقفل

# المدد والأسباب
span-label = مدة الصلاحية
span-1h = ساعة واحدة
span-2h = ساعتان
span-4h = 4 ساعات
span-8h = 8 ساعات
span-24h = 24 ساعة
span-3d = 3 أيام
span-7d = 7 أيام
span-30d = 30 يوماً
span-bad = يُرجى اختيار إحدى المدد.
reason-label = السبب
reason-bad = يُرجى ذكر سبب من حرف واحد إلى 200 حرف.

# رموز للتسليم
handed-activation-title = رمز التفعيل
handed-activation-intro = يُكتب بعد تسجيل الدخول بكلمة المرور لإعداد أول وسيلة مصادقة.
handed-bypass-title = رمز من مكتب المساعدة
handed-bypass-intro = يُكتب حيثما طُلب رمز من تطبيق المصادقة.
handed-recovery-title = رموز الاسترداد
handed-recovery-intro = يصلح كل رمز مرة واحدة حيثما طُلب رمز.
handed-for = للمستخدم { $name }
handed-once = سلّمه بطريقة آمنة إلى شخص تعرّفت عليه. لن يُعرض مرة أخرى.
handed-until = صالح حتى
handed-address = يُكتب في
handed-done = سلّمته
