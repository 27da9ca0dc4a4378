/*
 * libwbxml as a filter. A document comes as one letter, 'w' for WBXML or 'x' for XML, four octets of length, lowest
 * first, and its octets; it leaves in the other encoding as length and octets. Length 0: refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <wbxml/wbxml.h>
#include <wbxml/wbxml_conv.h>

static int read_length(size_t *length) {
  unsigned char b[4];
  if (fread(b, 1, 4, stdin) != 4) return 0;
  *length = b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
  return 1;
}

static void write_answer(const unsigned char *bytes, size_t length) {
  unsigned char b[4] = {length & 255, (length >> 8) & 255, (length >> 16) & 255, (length >> 24) & 255};
  fwrite(b, 1, 4, stdout);
  fwrite(bytes, 1, length, stdout);
  fflush(stdout);
}

/* As `wbxml2xml -k -m 0` and `xml2wbxml -n -k -v 1.2` do it: compact XML; no string table, white space kept. */
static WBXMLError convert(int kind, WB_UTINY *in, size_t length, WB_UTINY **out, WB_ULONG *size) {
  if (kind == 'w') {
    WBXMLConvWBXML2XML *conv = NULL;
    WBXMLError result = wbxml_conv_wbxml2xml_create(&conv);
    if (result != WBXML_OK) return result;
    wbxml_conv_wbxml2xml_set_gen_type(conv, WBXML_GEN_XML_COMPACT);
    wbxml_conv_wbxml2xml_enable_preserve_whitespaces(conv);
    result = wbxml_conv_wbxml2xml_run(conv, in, (WB_ULONG)length, out, size);
    wbxml_conv_wbxml2xml_destroy(conv);
    return result;
  }
  WBXMLConvXML2WBXML *conv = NULL;
  WBXMLError result = wbxml_conv_xml2wbxml_create(&conv);
  if (result != WBXML_OK) return result;
  wbxml_conv_xml2wbxml_set_version(conv, WBXML_VERSION_12);
  wbxml_conv_xml2wbxml_enable_preserve_whitespaces(conv);
  wbxml_conv_xml2wbxml_disable_string_table(conv);
  result = wbxml_conv_xml2wbxml_run(conv, in, (WB_ULONG)length, out, size);
  wbxml_conv_xml2wbxml_destroy(conv);
  return result;
}

int main(void) {
  int kind;
  while ((kind = getchar()) != EOF) {
    size_t length;
    if (!read_length(&length)) return 1;
    WB_UTINY *in = malloc(length + 1);
    if (in == NULL || fread(in, 1, length, stdin) != length) return 1;
    WB_UTINY *out = NULL;
    WB_ULONG size = 0;
    WBXMLError result = convert(kind, in, length, &out, &size);
    if (result != WBXML_OK) {
      fprintf(stderr, "libwbxml: %s\n", wbxml_errors_string(result));
      write_answer(in, 0);
    } else {
      write_answer(out, size);
    }
    free(out);
    free(in);
  }
  return 0;
}
