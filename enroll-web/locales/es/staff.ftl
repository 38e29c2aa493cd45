# Lo que tienen en común las páginas de administración
menu = Administración
menu-own = Mi cuenta
menu-people = Personas
menu-exemptions = Exenciones
menu-bypasses = Códigos del servicio de asistencia
search = Buscar
search-bad = Escriba de 1 a 128 caracteres.
previous-page = Página anterior
next-page = Página siguiente
refused-title = Esto no es posible
refused-forbidden = Su cuenta no puede ver ni hacer esto.
refused-protected = Esta persona está protegida: solo un administrador puede hacerlo por ella.
refused-oneself = Nadie hace esto para sí mismo. Pídaselo a otro administrador.
refused-enrolled = Esta persona ya tiene un autenticador o códigos de recuperación. Puede iniciar sesión con un código de recuperación, o un administrador lo quita todo antes.
refused-too-many = Ya hay demasiados.
refused-value = Falta un valor o no se puede usar. Vuelva atrás e inténtelo de nuevo.
sign-in-anew = Para administrar a otras personas, vuelva a iniciar sesión: se pide una vez por hora.

# Columnas
column-name = Nombre
column-account = Cuenta
column-authenticators = Autenticadores
column-wrong-codes = Códigos incorrectos
column-last = Último inicio de sesión
column-application = Aplicación
column-source = Dirección
column-time = Hora
column-group = Grupo
column-state = Estado
column-do = Acciones
column-event = Evento
column-outcome = Resultado
column-person = Persona
column-details = Detalles

# La auditoría
outcome-admitted = Admitido
outcome-asked = Se pidió un código
outcome-refused = Rechazado
outcome-unavailable = No disponible
outcome-unknown = Desconocido
events-none = Todavía no hay nada.
outcome-done = Hecho

# Estados de una cuenta
state-logon-hours = No a esta hora
state-workstation = No desde aquí
state-password-expired = Contraseña caducada
state-disabled = Desactivada
state-expired = Caducada
state-must-change-password = Debe cambiar la contraseña
state-locked = Bloqueada

# Plazos y motivos
span-label = Válido durante
span-1h = 1 hora
span-2h = 2 horas
span-4h = 4 horas
span-8h = 8 horas
span-24h = 24 horas
span-3d = 3 días
span-7d = 7 días
span-30d = 30 días
span-bad = Elija uno de los plazos.
reason-label = Motivo
reason-bad = Indique un motivo de 1 a 200 caracteres.

# Códigos que se entregan
handed-activation-title = Código de activación
handed-activation-intro = La persona inicia sesión con su contraseña y lo escribe para configurar su primer autenticador.
handed-bypass-title = Código del servicio de asistencia
handed-bypass-intro = La persona lo escribe donde se pida un código de la aplicación de autenticación.
handed-recovery-title = Códigos de recuperación
handed-recovery-intro = Cada uno vale una vez, donde se pida un código.
handed-for = Para { $name }
handed-once = Entréguelo de forma segura a una persona que haya reconocido. No se vuelve a mostrar.
handed-until = Válido hasta
handed-address = Se escribe en
handed-done = Lo he entregado
