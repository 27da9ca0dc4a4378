/*
 * libwbxml: "decode <file> <seconds>" builds and frees the tree of a WBXML document,
 * "encode <file> <seconds>" writes the tree of such a document back, string table off.
 */
#include "rate.h"

#include <wbxml/wbxml.h>
#include <wbxml/wbxml_conv.h>

/* The tree functions are exported, but Debian does not install their header. */
typedef struct WBXMLTree_s WBXMLTree;
WBXMLError wbxml_tree_from_wbxml(WB_UTINY *wbxml, WB_ULONG length, int language, int charset, WBXMLTree **tree);
WBXMLError wbxml_tree_to_wbxml(WBXMLTree *tree, WB_UTINY **wbxml, WB_ULONG *length, WBXMLGenWBXMLParams *params);
void wbxml_tree_destroy(WBXMLTree *tree);

typedef struct {
  Document document;
  WBXMLTree *tree;
} State;

static void check(WBXMLError result) {
  if (result == WBXML_OK) return;
  fprintf(stderr, "libwbxml: error %d\n", (int)result);
  exit(1);
}

static void decode(void *data) {
  State *state = data;
  check(wbxml_tree_from_wbxml(state->document.bytes, (WB_ULONG)state->document.length, 0, 0, &state->tree));
  wbxml_tree_destroy(state->tree);
}

static void encode(void *data) {
  State *state = data;
  WBXMLGenWBXMLParams params = {WBXML_VERSION_12, FALSE, FALSE, FALSE};
  WB_UTINY *wbxml = NULL;
  WB_ULONG length = 0;
  check(wbxml_tree_to_wbxml(state->tree, &wbxml, &length, &params));
  free(wbxml);
}

int main(void) {
  char operation[16];
  char path[1024];
  double seconds;
  while (scanf("%15s %1023s %lf", operation, path, &seconds) == 3) {
    State state;
    int encodes = strcmp(operation, "encode") == 0;
    state.document = read_document(path);
    if (encodes) {
      check(wbxml_tree_from_wbxml(state.document.bytes, (WB_ULONG)state.document.length, 0, 0, &state.tree));
    }
    printf("%.3f\n", rate(encodes ? encode : decode, &state, seconds));
    fflush(stdout);
    if (encodes) wbxml_tree_destroy(state.tree);
    free(state.document.bytes);
  }
  return 0;
}
