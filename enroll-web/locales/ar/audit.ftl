# سجل التدقيق
menu-audit = سجل التدقيق
person-all-events = كل الأحداث
audit-person-hint = جزء من الاسم، أو المعرّف (SID).
audit-any = أيّ نتيجة
audit-since = منذ يوم
audit-since-bad = يُرجى اختيار يوم.
audit-follow = متابعة مباشرة
audit-follows = المتابعة جارية: تظهر الأحداث الجديدة كل خمس ثوانٍ.
audit-stop = إيقاف
audit-csv = تصدير بصيغة CSV
audit-jsonl = تصدير كأسطر JSON
audit-export-hint = يضم الملف أحدث 100,000 من هذه الأحداث. ويُسجَّل هنا من يصدّرها.
audit-newest = أحدث الأحداث
audit-older = أحداث أقدم
audit-none = لا توجد أحداث كهذه.
audit-none-here = لا يطابق أيٌّ من الأحداث التي فُحصت. تبحث الصفحة التالية في ما هو أقدم.
