/*
 * Executes single instructions on this machine's CPU in user mode and reports what they did.
 *
 * Reads `struct request`s from standard input and answers each with a `struct answer` (record.py is the other side).
 * One instruction runs by returning from a signal handler into it with every register set; the byte after it, and all
 * of the code page, is INT3, so the next signal is either that breakpoint or the instruction's own exception. 32-bit
 * code runs in the 32-bit user code segment that every x86-64 Linux has (23H).
 *
 * Memory: code, data and stack are at fixed addresses below 4 GiB with unmapped pages around each. GS base is the
 * middle of the data, DS and ES are flat.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define CODE 0x10000000ul
#define DATA 0x10010000ul
#define STACK 0x10020000ul
#define DATA_SIZE 0x2000
#define STACK_SIZE 0x1000
#define PAGE 0x1000

struct patch {
  uint32_t address, length;
  uint8_t bytes[32];
};
struct request {
  uint8_t code[16];
  uint32_t code_length, bits;
  uint64_t registers[16]; /* encoding order */
  uint64_t flags;
  uint32_t patches, reserved;
  struct patch patch[4];
};
struct answer {
  uint64_t registers[16];
  uint64_t flags, rip, vector, error_code, fault_address;
  uint8_t data[DATA_SIZE], stack[STACK_SIZE];
};

static struct request request;
static struct answer answer;
static int running;
static unsigned long fs_base;

static const int GREG[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                             REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

static int transfer(int fd, void *buffer, size_t size, int writing) {
  for (size_t done = 0; done < size;) {
    ssize_t n = writing ? write(fd, (char *)buffer + done, size - done) : read(fd, (char *)buffer + done, size - done);
    if (n <= 0) return 0;
    done += n;
  }
  return 1;
}

/* By hand: the C library needs the FS base that the tested instruction may have changed. */
static void set_base(long code, unsigned long base) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_arch_prctl), "D"(code), "S"(base) : "rcx", "r11", "memory");
}

static void handler(int signal_number, siginfo_t *info, void *context) {
  (void)info;
  set_base(ARCH_SET_FS, fs_base);
  set_base(ARCH_SET_GS, DATA + 0x800);
  greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (running) {
    for (int i = 0; i < 16; i++) answer.registers[i] = gregs[GREG[i]];
    answer.flags = gregs[REG_EFL];
    answer.rip = gregs[REG_RIP];
    answer.vector = gregs[REG_TRAPNO];
    answer.error_code = gregs[REG_ERR];
    answer.fault_address = gregs[REG_CR2];
    memcpy(answer.data, (void *)DATA, DATA_SIZE);
    memcpy(answer.stack, (void *)STACK, STACK_SIZE);
    if (!transfer(1, &answer, sizeof answer, 1)) _exit(1);
  } else if (signal_number != SIGTRAP) {
    _exit(2);
  }
  running = 1;
  if (!transfer(0, &request, sizeof request, 0)) _exit(0);
  memset((void *)CODE, 0xcc, PAGE);
  memcpy((void *)(CODE + PAGE / 2), request.code, request.code_length);
  for (int i = 0; i < DATA_SIZE; i++) ((uint8_t *)DATA)[i] = i * 7 + 3;
  for (int i = 0; i < STACK_SIZE; i++) ((uint8_t *)STACK)[i] = i * 5 + 1;
  for (uint32_t i = 0; i < request.patches; i++) {
    memcpy((void *)(uintptr_t)request.patch[i].address, request.patch[i].bytes, request.patch[i].length);
  }
  for (int i = 0; i < 16; i++) gregs[GREG[i]] = request.registers[i];
  gregs[REG_EFL] = request.flags;
  gregs[REG_RIP] = CODE + PAGE / 2;
  gregs[REG_CSGSFS] = (gregs[REG_CSGSFS] & ~0xfffful) | (request.bits == 64 ? 0x33 : 0x23);
}

static void map(unsigned long address, size_t size, int protection) {
  void *got = mmap((void *)address, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (got != (void *)address) exit(3);
}

int main(void) {
  map(CODE, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
  map(DATA, DATA_SIZE, PROT_READ | PROT_WRITE);
  map(STACK, STACK_SIZE, PROT_READ | PROT_WRITE);
  syscall(SYS_arch_prctl, ARCH_GET_FS, &fs_base);
  stack_t alternate = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18};
  sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigaction(SIGTRAP, &action, NULL);
  sigaction(SIGFPE, &action, NULL);
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  sigaction(SIGILL, &action, NULL);
  __asm__ volatile("mov %0, %%ds; mov %0, %%es" : : "r"(0x2b));
  __asm__ volatile("int3");
  return 4;
}
