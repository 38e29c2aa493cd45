// Asks `login` of the page above: a line with a name, a line with a password, and it says `in` or `refused`.
while (($asked = fgets(STDIN)) !== false) {
    $typed = fgets(STDIN);
    echo login(rtrim($asked, "\n"), rtrim($typed, "\n")) ? "in\n" : "refused\n";
}
