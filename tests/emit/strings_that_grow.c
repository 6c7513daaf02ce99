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

    line = &str_text;
    items = words;
    i = 0;
    while (i < (ac_int)items->n) {
        t5 = AC_ITEM(AcStr *, items, i);
        ac_retain(t5);
        i = i + 1;
        ac_move(AcStr *, word, t5);
        t5 = NULL;
        if (ac_str_add(word, &str_text_3, &t7) != AC_OK) { at = 9; goto raised; }
        if (ac_str_append(&t7, end) != AC_OK) { at = 9; goto raised; }
        if (ac_str_append(&line, t7) != AC_OK) { at = 9; goto raised; }
        ac_clear(t7);
    }
    t5 = log_;
    ac_retain(t5);
    if (ac_value_str(ac_from_int((ac_int)line->chars), &t7) != AC_OK) { at = 10; goto raised; }
    if (ac_str_append_to(&log_, &t5, t7) != AC_OK) { at = 10; goto raised; }
    ac_clear(t7);
    ac_clear(t5);
    *out = line;
    ac_retain(*out);
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
