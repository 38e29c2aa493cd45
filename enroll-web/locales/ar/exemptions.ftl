# الإعفاءات
exemptions-intro = لا يحتاج أعضاء هذه المجموعات إلى رمز مع كلمة المرور. أما الأشخاص المحميّون فيحتاجون إليه في كل الأحوال.
exemptions-none = لا توجد مجموعة معفاة.
exemption-add = إعفاء مجموعة
exemption-until = الانتهاء
exemption-no-end = بلا نهاية
exemption-configuration = ملف الإعدادات
exemption-written = يُغيَّر ويُزال في ملف الإعدادات.
exemption-holds = سارٍ
exemption-ended = منتهٍ
exemption-waits = ينتظر الموافقة
exemption-own = أنت من طلبه: يوافق عليه شخص آخر.
exemption-approve = موافقة
exemption-turn-down = رفض
exemption-remove = إزالة

# إعفاء جديد
exemption-choose = اختر المجموعة أولاً. سترى من سيُعفى قبل حفظ أي شيء.
exemption-search = البحث عن مجموعات
exemption-search-hint = بداية اسم المجموعة.
exemption-direct = الأعضاء المباشرون
exemption-no-groups = لم يُعثر على أي مجموعة.
exemption-no-group = لا يعرف الدليل مجموعة كهذه، أو يعرف أكثر من واحدة. يُرجى البحث عنها.
exemption-new-title = إعفاء «{ $name }»
exemption-form = السبب والمدة
exemption-reason-hint = مثلاً: الهواتف ممنوعة في الورشة. يُعرض هنا ويُحفظ في سجل التدقيق.
exemption-until-hint = ينتهي بنهاية هذا اليوم. من دون تاريخ لا ينتهي أبداً؛ يُفضَّل اختيار تاريخ.
exemption-until-bad = يُرجى اختيار يوم لم ينقضِ بعد، أو ترك الحقل فارغاً.
exemption-oneself = أنت نفسك عضو في هذه المجموعة. لا أحد يُعفي نفسه: يُرجى سؤال مسؤول آخر.
exemption-changed = تغيّرت المجموعة منذ أن اطّلعت عليها. يُرجى التحقق مرة أخرى ممن سيُعفى.
exemption-button = إعفاء هذه المجموعة
notice-exemption-added = لا يحتاج أعضاء { $label } إلى رمز من الآن فصاعداً.
notice-exemption-waits = ينتظر إعفاء { $label } موافقة مسؤول آخر. وحتى ذلك الحين يحتاج أعضاؤها إلى رمز.

# من سيُعفى
foreseen-title = من سيُعفى
foreseen-becomes = ما الذي يتغيّر
foreseen-members =
    { $count ->
        [zero] لا أحد في هذه المجموعة.
        [one] شخص واحد في هذه المجموعة، بما فيها المجموعات المتداخلة.
        [two] شخصان في هذه المجموعة، بما فيها المجموعات المتداخلة.
        [few] { $count } أشخاص في هذه المجموعة، بما فيها المجموعات المتداخلة.
        [many] { $count } شخصاً في هذه المجموعة، بما فيها المجموعات المتداخلة.
       *[other] { $count } شخص في هذه المجموعة، بما فيها المجموعات المتداخلة.
    }
foreseen-members-more =
    { $count ->
        [zero] في هذه المجموعة أكثر مما أمكن عدّه.
        [one] شخص واحد على الأقل في هذه المجموعة. العدد أكبر مما أمكن عدّه.
        [two] شخصان على الأقل في هذه المجموعة. العدد أكبر مما أمكن عدّه.
        [few] { $count } أشخاص على الأقل في هذه المجموعة. العدد أكبر مما أمكن عدّه.
        [many] { $count } شخصاً على الأقل في هذه المجموعة. العدد أكبر مما أمكن عدّه.
       *[other] { $count } شخص على الأقل في هذه المجموعة. العدد أكبر مما أمكن عدّه.
    }
foreseen-exempt = سيُعفى
foreseen-already = معفى من قبل، بموجب:
foreseen-protected = محميّ: يبقى بحاجة إلى رمز
foreseen-not-counted = لا تُحتسب هذه المجموعة عند تسجيل الدخول: يبقى بحاجة إلى رمز

# الموافقة والإنهاء
exemption-approve-title = هل توافق على هذا الإعفاء؟
exemption-approve-button = موافقة
exemption-group-gone = لم يعد الدليل يعرف هذه المجموعة. لن يُعفى أحد بموجبها.
exemption-over = انقضى آخر يوم من هذا الإعفاء. يُرجى رفضه.
notice-exemption-approved = إعفاء { $label } سارٍ الآن.
exemption-remove-title = هل تريد إزالة هذا الإعفاء؟
exemption-remove-text = سيحتاج أعضاؤها إلى رمز من جديد، وتنتهي جلساتهم القائمة عليه خلال دقيقة.
exemption-turn-down-title = هل تريد رفض هذا الإعفاء؟
exemption-turn-down-text = طُلب ولم يدخل حيّز التنفيذ قط.
notice-exemption-removed = أُزيل إعفاء { $label }.
