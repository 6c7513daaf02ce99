/* lexer.re: the tokens of one physical line; regular things only. Indentation, brackets and line joining
 * are indent.c's; what stands inside strings is fstring.c's.
 * SPDX-License-Identifier: MIT */
#include "syntax/lexer.h"

#include "parser.h"

/* A string's end: the cursor behind its closing quotes, or NULL when the file or line ends first. */
static const char *string_end(const char *p, char quote, bool triple)
{
    for (;; p++) {
        if (*p == '\0')
            return NULL;
        if (*p == '\\' && p[1] != '\0') {
            p += p[1] == '\r' && p[2] == '\n' ? 2 : 1;
            continue;
        }
        if (!triple && (*p == '\n' || *p == '\r'))
            return NULL;
        if (*p == quote && (!triple || (p[1] == quote && p[2] == quote)))
            return p + (triple ? 3 : 1);
    }
}

static int finish_string(const char **cursor, const char *p)
{
    char quote = p[-1];
    bool triple = *p == quote && p[1] == quote;
    const char *end = string_end(triple ? p + 2 : p, quote, triple);

    if (end) {
        *cursor = end;
        return STRING;
    }
    *cursor = p;
    return LEX_STRING_OPEN;
}

int lex(const char **cursor, const char **start)
{
    const unsigned char *YYCURSOR = (const unsigned char *)*cursor, *YYMARKER;
    *start = *cursor;
#define TOKEN(kind) do { *cursor = (const char *)YYCURSOR; return (kind); } while (0)

    /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:yyfill:enable = 0;

    digits    = [0-9] ("_"? [0-9])*;
    exponent  = [eE] [-+]? digits;
    pointed   = digits "." digits? | "." digits;
    float     = pointed exponent? | digits exponent;
    integer   = digits | "0" [xX] ("_"? [0-9a-fA-F])+ | "0" [oO] ("_"? [0-7])+ | "0" [bB] ("_"? [01])+;
    letter    = [a-zA-Z_\x80-\xFF];
    name      = letter (letter | [0-9])*;
    prefix    = [rRuUbBfF] | [rR][bBfF] | [bBfF][rR];

    "\x00"                { return LEX_END; }
    "\r\n" | "\n" | "\r"  { TOKEN(LEX_NEWLINE); }
    [ \t\f]+              { TOKEN(LEX_BLANK); }
    "#" [^\r\n\x00]*      { TOKEN(LEX_BLANK); }
    "\\" ("\r\n" | "\n" | "\r") { TOKEN(LEX_JOIN); }

    prefix? ["']          { return finish_string(cursor, (const char *)YYCURSOR); }
    float [jJ] | digits [jJ] { TOKEN(IMAGINARY); }
    float                 { TOKEN(FLOAT); }
    integer               { TOKEN(INTEGER); }
    (float | integer) (letter | [0-9]) (letter | [0-9])* { TOKEN(LEX_BAD); }

    "False"    { TOKEN(FALSE_); }    "None"     { TOKEN(NONE); }      "True"   { TOKEN(TRUE_); }
    "and"      { TOKEN(AND); }       "as"       { TOKEN(AS); }        "assert" { TOKEN(ASSERT); }
    "async"    { TOKEN(ASYNC); }     "await"    { TOKEN(AWAIT); }     "break"  { TOKEN(BREAK); }
    "class"    { TOKEN(CLASS); }     "continue" { TOKEN(CONTINUE); }  "def"    { TOKEN(DEF); }
    "del"      { TOKEN(DEL); }       "elif"     { TOKEN(ELIF); }      "else"   { TOKEN(ELSE); }
    "except"   { TOKEN(EXCEPT); }    "finally"  { TOKEN(FINALLY); }   "for"    { TOKEN(FOR); }
    "from"     { TOKEN(FROM); }      "global"   { TOKEN(GLOBAL); }    "if"     { TOKEN(IF); }
    "import"   { TOKEN(IMPORT); }    "in"       { TOKEN(IN); }        "is"     { TOKEN(IS); }
    "lambda"   { TOKEN(LAMBDA); }    "nonlocal" { TOKEN(NONLOCAL); }  "not"    { TOKEN(NOT); }
    "or"       { TOKEN(OR); }        "pass"     { TOKEN(PASS); }      "raise"  { TOKEN(RAISE); }
    "return"   { TOKEN(RETURN); }    "try"      { TOKEN(TRY); }       "while"  { TOKEN(WHILE); }
    "with"     { TOKEN(WITH); }      "yield"    { TOKEN(YIELD); }
    name       { TOKEN(NAME); }

    "("  { TOKEN(LP); }     ")"  { TOKEN(RP); }     "["  { TOKEN(LB); }    "]"  { TOKEN(RB); }
    "{"  { TOKEN(LC); }     "}"  { TOKEN(RC); }     ","  { TOKEN(COMMA); } ":"  { TOKEN(COLON); }
    ";"  { TOKEN(SEMI); }   "."  { TOKEN(DOT); }    "..." { TOKEN(ELLIPSIS); }
    "->" { TOKEN(ARROW); }  ":=" { TOKEN(WALRUS); } "="  { TOKEN(ASSIGN); } "@" { TOKEN(AT); }
    "+"  { TOKEN(PLUS); }   "-"  { TOKEN(MINUS); }  "*"  { TOKEN(STAR); }  "/"  { TOKEN(SLASH); }
    "//" { TOKEN(DSLASH); } "%"  { TOKEN(PERCENT); } "**" { TOKEN(DSTAR); } "<<" { TOKEN(LSHIFT); }
    ">>" { TOKEN(RSHIFT); } "&"  { TOKEN(AMP); }    "|"  { TOKEN(BAR); }   "^"  { TOKEN(CARET); }
    "~"  { TOKEN(TILDE); }  "<"  { TOKEN(LT); }     "<=" { TOKEN(LE); }    ">"  { TOKEN(GT); }
    ">=" { TOKEN(GE); }     "==" { TOKEN(EQ); }     "!=" { TOKEN(NE); }
    "+="  { TOKEN(ADD_ASSIGN); }    "-="  { TOKEN(SUB_ASSIGN); }    "*=" { TOKEN(MUL_ASSIGN); }
    "/="  { TOKEN(DIV_ASSIGN); }    "//=" { TOKEN(FLOOR_ASSIGN); }  "%=" { TOKEN(MOD_ASSIGN); }
    "**=" { TOKEN(POW_ASSIGN); }    "<<=" { TOKEN(LSHIFT_ASSIGN); } ">>=" { TOKEN(RSHIFT_ASSIGN); }
    "&="  { TOKEN(AND_ASSIGN); }    "|="  { TOKEN(OR_ASSIGN); }     "^=" { TOKEN(XOR_ASSIGN); }
    "@="  { TOKEN(AT_ASSIGN); }
    *     { TOKEN(LEX_BAD); }
    */
#undef TOKEN
}
