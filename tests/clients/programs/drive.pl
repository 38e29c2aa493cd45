# Asks `login` of the page above: a line with a name, a line with a password, and it says `in`, `refused`, or what
# kept it from knowing.
$| = 1;
while (defined(my $asked = <STDIN>)) {
    my $typed = <STDIN>;
    chomp($asked, $typed);
    my $in = eval { login($asked, $typed) };
    print defined $in ? ($in ? "in\n" : "refused\n") : $@;
}
