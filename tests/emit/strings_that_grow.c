static AcStatus write_(AcList *words, AcStr *end, AcStr **out)
{
    AcStr *line = NULL;
    AcList *items = NULL;
    ac_int i = 0;
    AcStr *t5 = NULL;
    AcStr *word = NULL;
    AcStr *t7 = NULL;
    int at = 0;
    AcStatus status = AC_OK;

    ac_set(AcStr *, line, &str_text);
    items = words;
    i = 0;
    while (i < (ac_int)items->n) {
        ac_set(AcStr *, t5, AC_ITEM(AcStr *, items, i));
        i = i + 1;
        ac_move(AcStr *, word, t5);
        t5 = NULL;
        if (ac_str_add(word, &str_text_3, &t7) != AC_OK) { at = 9; goto raised; }
        if (ac_str_append(&t7, end) != AC_OK) { at = 9; goto raised; }
        if (ac_str_append(&line, t7) != AC_OK) { at = 9; goto raised; }
        ac_clear(t7);
    }
    ac_set(AcStr *, t5, log_);
    if (ac_value_str(ac_from_int((ac_int)line->chars), &t7) != AC_OK) { at = 10; goto raised; }
    if (ac_str_append_to(&log_, &t5, t7) != AC_OK) { at = 10; goto raised; }
    ac_clear(t7);
    ac_clear(t5);
    ac_retain(line);
    *out = line;
    goto done;
raised:
    ac_trace(&write__code, at);
    status = AC_RAISED;
done:
    ac_clear(line);
    ac_clear(t5);
    ac_clear(word);
    ac_clear(t7);
    return status;
}
