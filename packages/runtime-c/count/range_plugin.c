// A plugin of QEMU's user mode that counts the guest instructions executed between two addresses being reached:
//   qemu-aarch64 -plugin range_plugin.so,low=N,high=N,begin=N,end=N PROGRAM
// prints on stderr those inside [low, high), those outside, and the block of [low, high) that took most:
//   {"inside":3380112,"outside":421,"hottest":{"address":4198400,"executions":12544}}
//
// QEMU gives no header along; what is used of its interface is declared here, and is the same in versions 1 (QEMU 4.2
// to 8) and 2 (QEMU 9 on), see qemu-plugin.h of either. PLUGIN_API_VERSION says for which of them this is compiled.
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t plugin_id;
typedef void vcpu_callback(unsigned vcpu, void* data);
enum register_access { NO_REGISTERS };
struct plugin_info {
  const char* target_name;
  struct {
    int min, cur;
  } version;
  bool system_emulation;
};

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*callback)(plugin_id id, struct qemu_plugin_tb* block));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb* block, vcpu_callback* callback,
                                          enum register_access access, void* data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn* instruction, vcpu_callback* callback,
                                            enum register_access access, void* data);
void qemu_plugin_register_atexit_cb(plugin_id id, void (*callback)(plugin_id id, void* data), void* data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb* block);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb* block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn* instruction);

PUBLIC int qemu_plugin_version = PLUGIN_API_VERSION;
PUBLIC int qemu_plugin_install(plugin_id id, const struct plugin_info* info, int argc, char** argv);

// Straight-line code as QEMU translated it. It may translate the same code again.
struct block {
  struct block* next;
  uint64_t address, num_inside, num_outside, executions;
};

static struct block* blocks;
static bool is_counting;
static uint64_t low, high, begin, end;

static void on_block(unsigned vcpu, void* data) {
  (void)vcpu;
  if (is_counting) ((struct block*)data)->executions++;
}

static void on_mark(unsigned vcpu, void* is_begin) {
  (void)vcpu;
  is_counting = is_begin != NULL;
}

static void on_translation(plugin_id id, struct qemu_plugin_tb* translated) {
  (void)id;
  struct block* block = calloc(1, sizeof *block);
  if (block == NULL) abort();
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(translated); i++) {
    struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(translated, i);
    const uint64_t address = qemu_plugin_insn_vaddr(instruction);
    if (i == 0) block->address = address;
    if (address >= low && address < high) {
      block->num_inside++;
    } else {
      block->num_outside++;
    }
    if (address == begin || address == end) {
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_mark, NO_REGISTERS, address == begin ? &begin : NULL);
    }
  }
  block->next = blocks;
  blocks = block;
  qemu_plugin_register_vcpu_tb_exec_cb(translated, on_block, NO_REGISTERS, block);
}

static void print_counts(plugin_id id, void* data) {
  (void)id;
  (void)data;
  const struct block none = {0};
  const struct block* hottest = &none;
  uint64_t inside = 0, outside = 0;
  for (const struct block* block = blocks; block != NULL; block = block->next) {
    inside += block->num_inside * block->executions;
    outside += block->num_outside * block->executions;
    if (block->num_inside * block->executions > hottest->num_inside * hottest->executions) hottest = block;
  }
  fprintf(stderr,
          "{\"inside\":%" PRIu64 ",\"outside\":%" PRIu64 ",\"hottest\":{\"address\":%" PRIu64 ",\"executions\":%" PRIu64
          "}}\n",
          inside, outside, hottest->address, hottest->executions);
}

PUBLIC int qemu_plugin_install(plugin_id id, const struct plugin_info* info, int argc, char** argv) {
  const struct {
    const char* name;
    uint64_t* value;
  } options[] = {{"low=", &low}, {"high=", &high}, {"begin=", &begin}, {"end=", &end}};
  if (info->version.min > PLUGIN_API_VERSION || info->version.cur < PLUGIN_API_VERSION) return 1;
  for (int i = 0; i < argc; i++) {
    for (size_t k = 0; k < sizeof options / sizeof options[0]; k++) {
      const size_t length = strlen(options[k].name);
      if (strncmp(argv[i], options[k].name, length) == 0) *options[k].value = strtoull(argv[i] + length, NULL, 0);
    }
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  qemu_plugin_register_atexit_cb(id, print_counts, NULL);
  return 0;
}
