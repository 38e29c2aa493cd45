# Todas las páginas
title-error = Error:
skip = Ir al contenido
signed-in-as = Sesión iniciada como
sign-out = Cerrar sesión
alert-title = No ha funcionado.
help = ¿Necesita ayuda?
language = Idioma
language-choose = Elegir
continue = Continuar
cancel = Cancelar
back = Volver
save = Guardar
copy = Copiar
copied = Copiado
print = Imprimir
step = Paso { $step } de { $steps }

# Iniciar sesión
sign-in-title = Iniciar sesión
sign-in-intro = Use el nombre de usuario y la contraseña que utiliza en el trabajo. Si todavía no tiene una aplicación de autenticación, le guiaremos para configurarla.
sign-in-name = Nombre de usuario
sign-in-password = Contraseña
sign-in-button = Iniciar sesión
sign-in-refused = El nombre de usuario, la contraseña o el código es incorrecto, o no puede iniciar sesión en este momento. Inténtelo de nuevo.
sign-in-changed = Se ha cambiado algo en su cuenta. Inicie sesión de nuevo.
account-change-password = Cambiar su contraseña
account-logon-hours = Su cuenta no se puede usar a esta hora.
account-workstation = Su cuenta no se puede usar desde aquí.
account-password-expired = Su contraseña ha caducado. Cámbiela primero.
account-disabled = Su cuenta está desactivada. Consulte con el servicio de asistencia.
account-expired = Su cuenta ha caducado. Consulte con el servicio de asistencia.
account-must-change-password = Tiene que cambiar su contraseña antes de iniciar sesión.
account-locked = Su cuenta está bloqueada. Espere un rato o consulte con el servicio de asistencia.

# El código
code-title = Introduzca su código
code-label = Código
code-hint = Abra su aplicación de autenticación y escriba el código que muestra.
code-no-phone = ¿No tiene el teléfono a mano?
code-no-phone-text = Use en su lugar uno de sus códigos de recuperación o, para iniciar sesión, un código que le haya dado el servicio de asistencia.
code-instead = Código de recuperación o del servicio de asistencia
code-back = Empezar de nuevo
code-wrong = Este código no es correcto. Espere al siguiente e inténtelo de nuevo.

# El código de activación
activation-title = Introduzca su código de activación
activation-intro = Se le entregó un código de activación para configurar su primer autenticador. Si no lo tiene, pídalo al servicio de asistencia.
activation-label = Código de activación
activation-wrong = Este código de activación no es correcto o ha caducado.

# Configurar un autenticador
offer-first-title = Configure su aplicación de autenticación
offer-more-title = Añadir un autenticador
offer-replace-title = Reemplazar «{ $label }»
offer-tried = Acaba de intentar iniciar sesión en { $application }. Cuando termine aquí, podrá hacerlo con un código.
offer-first-intro = Una aplicación en su teléfono muestra un código nuevo cada medio minuto. Necesitará uno cada vez que inicie sesión.
offer-more-intro = Un segundo autenticador le ayuda si el primero se pierde o se estropea.
offer-replace-intro = Configure aquí el dispositivo nuevo. El anterior sigue funcionando hasta que confirme el nuevo.
offer-recovering = Ha iniciado sesión con un código de recuperación. Configure ahora un autenticador nuevo y después elimine el que ya no puede usar.
offer-renewed = La clave mostrada antes ya no vale. Bórrela de su aplicación y escanee esta nueva.
offer-scan = Escanee este código con su aplicación
offer-apps = Sirve cualquier aplicación de autenticación con códigos temporales (TOTP), por ejemplo:
offer-open = Abrir en la aplicación de este dispositivo
offer-qr = Código QR para su aplicación de autenticación
offer-by-hand = ¿No puede escanearlo?
offer-by-hand-text = Escriba esta clave en su aplicación, con estos ajustes. Manténgala en secreto.
offer-algorithm = Algoritmo
offer-digits = Cifras
offer-period = Segundos por código
offer-confirm = Escriba el código que muestra la aplicación
offer-code-hint = La aplicación muestra un código nuevo cada medio minuto.
offer-button = Confirmar
offer-wrong-code = Este código no es correcto. Compruebe que la hora de su teléfono se ajusta automáticamente y escriba el código que se muestra ahora.
enrolment-over = Ha pasado demasiado tiempo. Inicie sesión y empiece de nuevo.
label-label = Nombre de este autenticador
label-hint = Para que pueda distinguir sus autenticadores.
label-usual = Teléfono
label-none = Sin nombre
label-bad = El nombre debe tener de 1 a 64 caracteres.

# Códigos de recuperación
recovery-title = Guarde sus códigos de recuperación
recovery-intro = Si pierde su teléfono, cada uno de estos códigos le permite iniciar sesión una vez.
recovery-once = Solo se muestran ahora. Imprímalos o guárdelos en un lugar seguro que no sea su teléfono.
recovery-download = Descargar
recovery-saved = Los he guardado
recovery-file-head = Códigos de recuperación para { $organisation }
recovery-file-foot = Cada código se puede usar una vez, en lugar del código de la aplicación. Guárdelos en un lugar seguro.
new-recovery-title = Crear códigos de recuperación nuevos
new-recovery-intro = Recibirá diez códigos nuevos. Los anteriores dejarán de funcionar.
new-recovery-button = Crear códigos nuevos

# Cómo seguir
done-title = Cómo iniciar sesión con un código
done-heading = Todo listo
done-intro = Su autenticador está preparado. A partir de ahora inicia sesión con su contraseña y un código.
done-how = Cómo escribir el código
done-append = Escriba el código justo detrás de su contraseña, en el mismo campo.
done-separator = Escriba «{ $separator }» y el código detrás de su contraseña, en el mismo campo.
done-user-name = Escriba un guion y el código detrás de su nombre de usuario. La contraseña no cambia.
done-challenge = Escriba su contraseña como siempre. Después se le pedirá el código.
done-auto = Escriba el código justo detrás de su contraseña, o espere a que se le pida.
done-code-only = Escriba solo el código donde se pida un código o una segunda contraseña.
done-example = Ejemplo:
done-example-password = contraseña
done-example-name = nombre
done-account = Para añadir otro autenticador o ver sus inicios de sesión:
done-sign-in = Inicie sesión aquí

# La página de la cuenta
account-title = Su cuenta
account-authenticators = Autenticadores
account-off = desactivado
account-made = Configurado
account-used = Último uso
account-never = nunca
account-rename = Cambiar nombre
account-replace = Reemplazar
account-resync = Ajustar el reloj
account-remove = Eliminar
account-add = Añadir un autenticador
account-recovery = Códigos de recuperación
account-recovery-left =
    { $count ->
        [0] No le quedan códigos de recuperación.
        [one] Le queda un código de recuperación.
       *[other] Le quedan { $count } códigos de recuperación.
    }
account-recovery-few = Cree códigos nuevos antes de necesitarlos.
account-recovery-new = Crear códigos de recuperación nuevos
everywhere-title = Cerrar sesión en todas partes
everywhere-text = Termina todas sus sesiones, aquí y en otras aplicaciones. Hágalo si ve un inicio de sesión que no es suyo, y cambie su contraseña.
everywhere-button = Cerrar sesión en todas partes
notice-added = Se ha añadido «{ $label }».
notice-replaced = «{ $label }» sustituye al autenticador anterior.
notice-renamed = El autenticador se llama ahora «{ $label }».
notice-removed = Se ha eliminado «{ $label }».
notice-resynchronised = El reloj de «{ $label }» está ajustado.
notice-recovery-codes = Sus códigos de recuperación nuevos ya valen. Los anteriores no funcionan.
notice-too-many = Tiene ocho autenticadores, que es el máximo. Elimine uno primero.
notice-last-one = Este es su último autenticador. Añada otro antes de eliminarlo.
notice-same-factor = Inicie sesión con otro autenticador o con un código de recuperación para ajustar el reloj de este.
notice-not-done = No se ha cambiado nada. Inténtelo de nuevo.

# Un código nuevo
confirm-title = Confirme que es usted
confirm-intro = Este cambio necesita un código nuevo.
confirm-hint = Un código de su aplicación que todavía no haya usado, o un código de recuperación.
confirm-bypass = Un código del servicio de asistencia no basta para esto. Necesita un código de su aplicación o un código de recuperación.

# Un autenticador
rename-title = Cambiar el nombre de un autenticador
remove-title = ¿Eliminar «{ $label }»?
remove-intro = Sus códigos dejan de funcionar de inmediato. No se puede deshacer.
resync-title = Ajustar el reloj de «{ $label }»
resync-intro = Si se rechazan sus códigos, puede que su reloj vaya mal. Escriba dos códigos que muestre uno tras otro.
resync-other = Tiene que haber iniciado sesión con otro autenticador o con un código de recuperación.
resync-first = Primer código
resync-second = Segundo código
resync-second-hint = Espere a que la aplicación muestre el código siguiente.
resync-wrong = Estos códigos no son consecutivos o no son de este autenticador. Inténtelo de nuevo.

# Inicios de sesión
logins-title = Inicios de sesión recientes
logins-intro = Si ve un inicio de sesión que no es suyo, cambie su contraseña y avise al servicio de asistencia.
logins-none = Todavía no hay ninguno.
logins-all = Todos los inicios de sesión recientes
logins-from = desde
logins-portal = Este portal
logins-times =
    { $count ->
        [one] (una vez)
       *[other] ({ $count } veces)
    }
result-code = Sesión iniciada con un código
result-code-of = Sesión iniciada con «{ $label }»
result-remembered = Sesión iniciada, recordada de antes
result-exempt = Sesión iniciada sin código, porque no se exige
result-recovery = Sesión iniciada con un código de recuperación
result-bypass = Sesión iniciada con un código del servicio de asistencia
result-grace = Sesión iniciada sin código, de momento
result-none = Sesión iniciada sin código
result-asked = Se pidió un código
result-unavailable = No se pudo comprobar
result-wrong-code = Rechazado: código incorrecto
result-used-code = Rechazado: código ya usado
result-wrong-password = Rechazado: contraseña incorrecta
result-too-many = Rechazado: demasiados intentos
result-too-slow = Rechazado: tardó demasiado
result-not-enrolled = Rechazado: todavía sin autenticador
result-account = Rechazado: la cuenta no se podía usar
result-refused = Rechazado

# Lo que no salió bien
failure-on = Continuar
failure-forbidden-title = No es posible
failure-forbidden = Su sesión ha terminado o el formulario no venía de esta página. Inicie sesión de nuevo.
failure-not-found-title = Página no encontrada
failure-not-found = No hay ninguna página en esta dirección.
failure-method-title = No es posible
failure-method = Esta dirección no se puede usar así.
failure-too-large-title = Demasiados datos
failure-too-large = Se ha enviado más de lo que cabe aquí en un formulario.
failure-misdirected-title = Dirección equivocada
failure-misdirected = Este portal no responde en esta dirección.
failure-unavailable-title = No se puede comprobar en este momento
failure-unavailable = Esto no dice nada de su contraseña ni de su código. Inténtelo de nuevo dentro de unos minutos.
failure-internal-title = Algo no funciona aquí
failure-internal = No es culpa suya. Avise al servicio de asistencia.
failure-malformed-title = No se ha podido leer
failure-malformed = Su navegador ha enviado algo que este portal no entiende. Vuelva atrás e inténtelo de nuevo.
