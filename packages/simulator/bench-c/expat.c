/* Namespace-aware SAX parsing by expat: "parse <file> <seconds>". */
#include "rate.h"

#include <expat.h>

typedef struct {
  XML_Parser parser;
  Document document;
  unsigned long seen;
} State;

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
  (void)name;
  (void)attributes;
  ((State *)data)->seen++;
}

static void XMLCALL on_end(void *data, const XML_Char *name) {
  (void)name;
  ((State *)data)->seen++;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length) {
  (void)text;
  ((State *)data)->seen += (unsigned long)length;
}

static void parse(void *data) {
  State *state = data;
  XML_ParserReset(state->parser, NULL);
  XML_SetUserData(state->parser, state);
  XML_SetElementHandler(state->parser, on_start, on_end);
  XML_SetCharacterDataHandler(state->parser, on_text);
  if (XML_Parse(state->parser, (const char *)state->document.bytes, (int)state->document.length, 1) == XML_STATUS_ERROR) {
    fprintf(stderr, "expat: %s\n", XML_ErrorString(XML_GetErrorCode(state->parser)));
    exit(1);
  }
}

int main(void) {
  char operation[16];
  char path[1024];
  double seconds;
  State state;
  memset(&state, 0, sizeof state);
  state.parser = XML_ParserCreateNS(NULL, '|');
  while (scanf("%15s %1023s %lf", operation, path, &seconds) == 3) {
    state.document = read_document(path);
    printf("%.3f\n", rate(parse, &state, seconds));
    fflush(stdout);
    free(state.document.bytes);
  }
  XML_ParserFree(state.parser);
  return 0;
}
