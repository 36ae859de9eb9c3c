# The share of samples whose greatest output (the first of equals) is that of their class.
#
#   awk -v names="yes no ..." -f accuracy.awk      names: the classes in the order of the outputs
#
# In, tab-separated: class, answer of the example program, outputs with blanks between.
# Out: the share, and of how many samples the program answers otherwise.
BEGIN {
    FS = "\t"
    classes = split(names, name, " ")
}
{
    split($3, output, " ")
    best = 1
    for (k = 2; k <= classes; k++)
        if (output[k] + 0 > output[best] + 0)
            best = k
    right += name[best] == $1
    unlike += name[best] != $2
}
END { printf "%.6f\t%d\n", right / NR, unlike }
