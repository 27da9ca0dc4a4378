/* Answers lines "<operation> <file> <seconds>" with documents per second of processor time, until end of input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  unsigned char *bytes;
  size_t length;
} Document;

static double seconds_used(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static Document read_document(const char *path) {
  Document document = {NULL, 0};
  FILE *file = fopen(path, "rb");
  long size;
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  size = ftell(file);
  rewind(file);
  document.bytes = malloc((size_t)size + 1);
  document.length = fread(document.bytes, 1, (size_t)size, file);
  document.bytes[document.length] = 0;
  fclose(file);
  return document;
}

/* One pass over the document; exits the process when the library reports an error. */
typedef void (*Operation)(void *state);

static double rate(Operation run, void *state, double seconds) {
  double start = seconds_used();
  double now = start;
  unsigned long runs = 0;
  while (now - start < seconds) {
    int i;
    for (i = 0; i < 16; i++) run(state);
    runs += 16;
    now = seconds_used();
  }
  return (double)runs / (now - start);
}
