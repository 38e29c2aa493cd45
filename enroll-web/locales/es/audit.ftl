# El registro de auditoría
menu-audit = Auditoría
person-all-events = Todos los eventos
audit-person-hint = Una parte del nombre, o el identificador (SID).
audit-any = Cualquiera
audit-since = Desde el día
audit-since-bad = Elija un día.
audit-follow = Seguir en directo
audit-follows = Siguiendo: los eventos nuevos aparecen cada cinco segundos.
audit-stop = Detener
audit-csv = Exportar como CSV
audit-jsonl = Exportar como líneas JSON
audit-export-hint = Un archivo contiene los 100 000 eventos más recientes de esta selección. Aquí se anota quién los exporta.
audit-newest = Eventos más recientes
audit-older = Eventos anteriores
audit-none = No hay eventos así.
audit-none-here = Ninguno de los eventos revisados coincide. La página siguiente busca más atrás.
