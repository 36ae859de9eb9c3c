# How often a faulty sample scores above a healthy one: the area under the ROC curve.
#
#   awk -v in_scale=S -v in_zero=Z -v out_scale=S -v out_zero=Z -f auc.awk
#
# In, tab-separated: what it is, score by the example program, inputs and outputs, these two with
# blanks between. A score is the mean over the features of (input - output)^2 in steps of the
# input, as in models/common/detect.py. Out: the area, and of how many the program scores otherwise.
BEGIN { FS = "\t" }
{
    count = split($3, input, " ")
    split($4, output, " ")
    score = 0
    for (k = 1; k <= count; k++) {
        told = (output[k] - out_zero) * out_scale / in_scale
        score += (input[k] - in_zero - told) ^ 2 / count
    }
    if ($1 == "healthy")
        healthy[healthies++] = score
    else
        faulty[faulties++] = score
    # It computes in floats and prints four digits behind the point.
    off = score - $2
    unlike += (off < 0 ? -off : off) > 0.0001 + 0.00001 * score
}
END {
    for (f = 0; f < faulties; f++)
        for (h = 0; h < healthies; h++)
            above += faulty[f] > healthy[h] ? 1 : faulty[f] == healthy[h] ? 0.5 : 0
    printf "%.6f\t%d\n", above / (faulties * healthies), unlike
}
