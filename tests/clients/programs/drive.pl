# Asks `login` of the page above: a line with a name, a line with a password, and it says `in` or `refused`.
$| = 1;
while (defined(my $asked = <STDIN>)) {
    my $typed = <STDIN>;
    chomp($asked, $typed);
    print login($asked, $typed) ? "in\n" : "refused\n";
}
