# Qué se pediría
menu-explain = Simulación
explain-title = ¿Qué se pediría?
explain-intro = Lo que un inicio de sesión pediría ahora a alguien, y por qué. No se intenta ni se cuenta nada.
explain-person-hint = Un nombre de usuario o el identificador (SID).
explain-all = Todas las aplicaciones
explain-from = Desde la dirección
explain-from-hint = Una dirección IP; se puede dejar vacío.
explain-button = Mostrar
explain-nobody = Esto no designa exactamente a una persona del directorio.
explain-no-application = Esa aplicación ya no existe.
explain-from-bad = Escriba una dirección IP, o nada.
explain-answer = { $name } en { $application }
explain-service = Solo la contraseña: es una cuenta de servicio de la aplicación.
explain-exempt = Solo la contraseña: se aplica una exención.
explain-code = La contraseña y un código.
explain-code-only = Solo el código: en esta aplicación la contraseña la comprueba otro, y no se aplica ninguna exención.
explain-code-only-none = Solo el código: en esta aplicación la contraseña la comprueba otro, y no se aplica ninguna exención. No tiene autenticador, así que se le rechaza.
explain-enrol = La contraseña y un código. No tiene autenticador, así que se le rechaza y se le indica dónde configurarlo.
explain-grace = Solo la contraseña, de momento: todavía no tiene autenticador.
explain-grace-days =
    { $count ->
        [one] Queda un día de plazo.
       *[other] Quedan { $count } días de plazo.
    }
explain-grace-logins =
    { $count ->
        [0] El próximo inicio de sesión es el último sin código.
        [one] Después del próximo inicio de sesión queda uno más.
       *[other] Después del próximo inicio de sesión quedan { $count } más.
    }
explain-protected = Protegida: no se le aplica ninguna exención y no se recuerda nada.
explain-monitor = Nada de esto se impone: Vestibule está en modo de observación y solo anota lo que haría.
explain-account = El directorio no deja entrar a esta persona: { $state }.
explain-codes-shut = Demasiados códigos incorrectos: por ahora no se miran los códigos que llegan de ahí.
explain-passwords-shut = Demasiadas contraseñas incorrectas: por ahora no se pregunta al directorio, porque bloquearía la cuenta.
explain-through = A través de
explain-rule = Regla
explain-wrong-here = Códigos incorrectos aquí
explain-wrong-all = Códigos incorrectos en total
explain-groups = Grupos considerados
explain-sheet = A la página de esta persona
