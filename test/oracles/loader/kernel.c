/*
 * A C kernel for the loaders' tests: says what it was booted with and does some integer work, so that code of a stock
 * compiler (calls, tables, structures, 64-bit arithmetic) has run. Its output is the same on every machine that boots
 * it with the same command line and modules. Ends through isa-debug-exit with 0x11 when all is well, 0x7f when not.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef __UINTPTR_TYPE__ uptr;

struct module { u32 start, end, string, reserved; };
struct information {
  u32 flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr, syms[4], mmap_length, mmap_addr;
};

static inline void out8(unsigned short port, u8 value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
static inline u8 in8(unsigned short port) {
  u8 value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static void put(char c) {
  while (!(in8(0x3fd) & 0x20)) {}
  out8(0x3f8, c);
}
static void text(const char *s) { while (*s) put(*s++); }
static void hex(u64 value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) put("0123456789abcdef"[(value >> shift) & 15]);
}
static void line(const char *name, u64 value, int digits) {
  text(name);
  put(' ');
  hex(value, digits);
  put('\n');
}

void *memset(void *to, int value, uptr count) {
  u8 *p = to;
  while (count--) *p++ = value;
  return to;
}
void *memcpy(void *to, const void *from, uptr count) {
  u8 *p = to;
  const u8 *q = from;
  while (count--) *p++ = *q++;
  return to;
}

static u32 crc32(const u8 *bytes, u32 count) {
  u32 crc = ~0u;
  while (count--) {
    crc ^= *bytes++;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static u32 sieve[1024 / 32]; /* in .bss: must have been cleared */
static u32 primes_below_1024(void) {
  u32 count = 0;
  for (u32 word = 0; word < 32; word++) if (sieve[word]) return 0;
  for (u32 n = 2; n < 1024; n++) {
    if (sieve[n / 32] >> n % 32 & 1) continue;
    count++;
    for (u32 m = n * n; m < 1024; m += n) sieve[m / 32] |= 1u << m % 32;
  }
  return count;
}

static int items[8] = {42, -7, 19, 0, 1000000, -1000000, 3, 8}; /* in .data */
static void sort(int *a, int count) {
  for (int i = 1; i < count; i++) {
    int value = a[i], j = i;
    for (; j > 0 && a[j - 1] > value; j--) a[j] = a[j - 1];
    a[j] = value;
  }
}

static u32 ackermann(u32 m, u32 n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }

static u64 mix(u64 x) { /* splitmix64 */
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ x >> 27) * 0x94d049bb133111ebull;
  return x ^ x >> 31;
}

static const char *name_of(u32 n) {
  switch (n) {
    case 0: return "zero";
    case 1: return "one";
    case 2: return "two";
    case 3: return "three";
    case 4: return "four";
    case 5: return "five";
    default: return "many";
  }
}

void kernel_main(u32 magic, u32 address) {
  const struct information *info = (const struct information *)(uptr)address;
  u64 x = 1;
  line("magic", magic, 8);
  line("pointer bits", sizeof(void *) * 8, 2);
  text("command line: ");
  text((const char *)(uptr)info->cmdline);
  put('\n');
  text("modules: ");
  text(name_of(info->mods_count));
  put('\n');
  const struct module *modules = (const struct module *)(uptr)info->mods_addr;
  for (u32 i = 0; i < info->mods_count; i++) {
    text("  ");
    text((const char *)(uptr)modules[i].string);
    line(" crc", crc32((const u8 *)(uptr)modules[i].start, modules[i].end - modules[i].start), 8);
  }
  line("at least 15 MiB of upper memory", (info->flags & 1) && info->mem_upper >= 15 * 1024, 1);
  line("primes", primes_below_1024(), 8);
  sort(items, 8);
  for (int i = 0; i < 8; i++) line("  item", (u32)items[i], 8);
  line("ackermann", ackermann(2, 9), 8);
  for (int i = 0; i < 100; i++) x = mix(x);
  line("mix", x, 16);
  line("quotient", (u32)(x >> 32) / 97u, 8);
  line("remainder", (u32)x % 97u, 8);
  line("signed", (u32)((int)x / -13), 8);
  out8(0xf4, info->mods_count == 2 && sieve[0] ? 0x11 : 0x7f);
}

/* The direct ELF64 image begins here: no assembly at all. */
void start_in_c(u32 magic, u32 address) { kernel_main(magic, address); }
