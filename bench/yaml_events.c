/* Reads the file argv[1] with libyaml's event API and prints how many events it has: the yardstick
 * for pipegen's own reader (instructions of both under valgrind --tool=callgrind).
 *
 * cc -O2 -o yaml_events yaml_events.c -lyaml
 */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

/* The whole file; exits with 1 if it cannot be read. */
static unsigned char *contents(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    size_t capacity = 1 << 16;
    unsigned char *bytes = malloc(capacity);

    if (!file || !bytes) {
        perror(path);
        exit(1);
    }
    *length = 0;
    for (;;) {
        size_t count = fread(bytes + *length, 1, capacity - *length, file);
        *length += count;
        if (*length < capacity)
            break;
        capacity *= 2;
        bytes = realloc(bytes, capacity);
        if (!bytes) {
            perror(path);
            exit(1);
        }
    }
    fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    yaml_parser_t parser;
    yaml_event_t event;
    size_t length;
    unsigned long count = 0;
    int is_last = 0;
    unsigned char *bytes;

    if (argc != 2) {
        fprintf(stderr, "usage: yaml_events FILE\n");
        return 64;
    }
    bytes = contents(argv[1], &length);
    if (!yaml_parser_initialize(&parser))
        return 1;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes, length);
    while (!is_last) {
        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "%s:%zu:%zu: %s\n", argv[1], parser.problem_mark.line + 1,
                    parser.problem_mark.column + 1, parser.problem);
            return 1;
        }
        is_last = event.type == YAML_STREAM_END_EVENT;
        count++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    free(bytes);
    printf("%lu\n", count);
    return 0;
}
