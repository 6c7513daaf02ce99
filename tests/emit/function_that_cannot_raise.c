static ac_int larger(ac_int a, ac_int b)
{
    ac_int result;

    if (a > b) {
        result = a;
        goto done;
    }
    result = b;
done:
    return result;
}
