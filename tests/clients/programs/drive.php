// Asks `login` of the page above: a line with a name, a line with a password, and it says `in`, `refused`, or what
// kept it from knowing.
while (($asked = fgets(STDIN)) !== false) {
    $typed = fgets(STDIN);
    try {
        echo login(rtrim($asked, "\n"), rtrim($typed, "\n")) ? "in\n" : "refused\n";
    } catch (RuntimeException $outage) {
        echo $outage->getMessage(), "\n";
    }
}
