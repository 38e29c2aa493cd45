<?php
// Logs somebody in with PHP's ldap functions as most web applications do: search, then bind, on one connection.
$ask = json_decode(stream_get_contents(STDIN), true);
ldap_set_option(null, LDAP_OPT_X_TLS_CACERTFILE, $ask['authority']);
$connection = ldap_connect($ask['url']);
ldap_set_option($connection, LDAP_OPT_PROTOCOL_VERSION, 3);
ldap_set_option($connection, LDAP_OPT_REFERRALS, 0);
if (!ldap_bind($connection, $ask['service'], $ask['service_password'])) {
    exit(3);
}
$wanted = '(sAMAccountName=' . ldap_escape($ask['name'], '', LDAP_ESCAPE_FILTER) . ')';
$found = ldap_get_entries($connection, ldap_search($connection, $ask['base'], $wanted, ['cn']));
if ($found['count'] !== 1) {
    fwrite(STDERR, "nobody\n");
    exit(1);
}
if (!@ldap_bind($connection, $found[0]['dn'], $ask['password'])) {
    fwrite(STDERR, 'refused: ' . ldap_error($connection) . "\n");
    exit(1);
}
echo "in\n";
