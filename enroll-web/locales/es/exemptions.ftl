# Exenciones
exemptions-intro = Los miembros de estos grupos no necesitan ningún código además de la contraseña. Las personas protegidas lo necesitan de todos modos.
exemptions-none = Ningún grupo está exento.
exemption-add = Eximir a un grupo
exemption-until = Termina
exemption-no-end = Nunca
exemption-configuration = El archivo de configuración
exemption-written = Se cambia y se elimina en el archivo de configuración.
exemption-holds = En vigor
exemption-ended = Terminada
exemption-waits = Pendiente de aprobación
exemption-own = Usted la solicitó: la aprueba otra persona.
exemption-approve = Aprobar
exemption-turn-down = Rechazar
exemption-remove = Eliminar

# Una nueva
exemption-choose = Elija primero el grupo. Antes de guardar nada verá quién queda exento.
exemption-search = Buscar grupos
exemption-search-hint = El comienzo del nombre del grupo.
exemption-direct = Miembros directos
exemption-no-groups = No se ha encontrado ningún grupo.
exemption-no-group = El directorio no conoce ese grupo, o conoce más de uno. Búsquelo.
exemption-new-title = Eximir a «{ $name }»
exemption-form = Por qué y durante cuánto tiempo
exemption-reason-hint = Por ejemplo: no se permiten teléfonos en el taller. Se muestra aquí y se conserva en el registro de auditoría.
exemption-until-hint = Termina al final de ese día. Sin fecha no termina nunca; elija una si es posible.
exemption-until-bad = Elija un día que no haya pasado todavía, o ninguno.
exemption-oneself = Usted pertenece a este grupo. Nadie se exime a sí mismo: pídaselo a otro administrador.
exemption-changed = El grupo ha cambiado desde que lo consultó. Compruebe de nuevo quién queda exento.
exemption-button = Eximir a este grupo
notice-exemption-added = Los miembros de { $label } ya no necesitan código.
notice-exemption-waits = La exención de { $label } espera a que otro administrador la apruebe. Hasta entonces, sus miembros necesitan un código.

# Quién queda exento
foreseen-title = Quién queda exento
foreseen-becomes = Qué cambia
foreseen-members =
    { $count ->
        [0] No hay nadie en este grupo.
        [one] Hay una persona en este grupo, incluidos los grupos anidados.
       *[other] Hay { $count } personas en este grupo, incluidos los grupos anidados.
    }
foreseen-members-more =
    { $count ->
        [one] Hay al menos una persona en este grupo. Hay más de las que se han podido contar.
       *[other] Hay al menos { $count } personas en este grupo. Hay más de las que se han podido contar.
    }
foreseen-exempt = Queda exenta
foreseen-already = Ya está exenta, por:
foreseen-protected = Protegida: sigue necesitando un código
foreseen-not-counted = Este grupo no cuenta al iniciar sesión: sigue necesitando un código

# Aprobación y fin
exemption-approve-title = ¿Aprobar esta exención?
exemption-approve-button = Aprobar
exemption-group-gone = El directorio ya no conoce este grupo. Nadie queda exento por él.
exemption-over = El último día de esta exención ya ha pasado. Rechácela.
notice-exemption-approved = La exención de { $label } está en vigor.
exemption-remove-title = ¿Eliminar esta exención?
exemption-remove-text = Sus miembros vuelven a necesitar un código, y sus sesiones basadas en ella terminan en menos de un minuto.
exemption-turn-down-title = ¿Rechazar esta exención?
exemption-turn-down-text = Se solicitó y nunca entró en vigor.
notice-exemption-removed = La exención de { $label } se ha eliminado.
