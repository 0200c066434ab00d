/* RISC-V: the guest's board, made as QEMU's virt machine is. */
#include "board.h"

#include "memory_map.h"
#include "options.h"
#include "string.h"
#include "tree.h"
#include "wall_clock.h"

/* --- The device tree --- */

#define NOT_CONNECTED    0xffffffff /* in interrupts-extended: a context without a CPU */
#define IRQ_S_EXTERNAL   9
#define UART_INPUT_CLOCK 3686400 /* in Hz: what the divisor divides, which here changes nothing */

static void describe_cpu(struct tree *tree, const struct guest *guest, unsigned number)
{
    bool floating_point = guest->floating_point && cpu_has_extension("d");
    tree_begin(tree, phrase("cpu@%u", number));
    tree_string(tree, "device_type", "cpu");
    tree_cells(tree, "reg", number);
    tree_string(tree, "status", "okay");
    tree_string(tree, "compatible", "riscv");
    tree_string(tree, "riscv,isa",
                phrase("rv64ima%sc_zicsr_zifencei%s", floating_point ? "fd" : "",
                       guest_has_sstc() ? "_sstc" : ""));
    tree_string(tree, "mmu-type", "riscv,sv39");
    tree_begin(tree, "interrupt-controller");
    tree_cells(tree, "#interrupt-cells", 1);
    tree_empty(tree, "interrupt-controller");
    tree_string(tree, "compatible", "riscv,cpu-intc");
    tree_cells(tree, "phandle", CPU_HANDLE + number);
    tree_end(tree);
    tree_end(tree);
}

static void describe_cpus(struct tree *tree, const struct guest *guest)
{
    tree_begin(tree, "cpus");
    tree_cells(tree, "#address-cells", 1);
    tree_cells(tree, "#size-cells", 0);
    tree_cells(tree, "timebase-frequency", machine.timer_hz);
    for (unsigned n = 0; n < guest->cpus; n++)
        describe_cpu(tree, guest, n);
    tree_end(tree);
}

static void begin_device(struct tree *tree, const char *name, const char *compatible, uint64_t base,
                         uint64_t size)
{
    tree_begin(tree, name);
    tree_string(tree, "compatible", compatible);
    tree_reg(tree, base, size);
}

static void describe_line(struct tree *tree, unsigned line)
{
    tree_cells(tree, "interrupts", line);
    tree_cells(tree, "interrupt-parent", PLIC_HANDLE);
}

/* Two contexts of each CPU: its number, and the line there. */
static void describe_plic(struct tree *tree, const struct guest *guest)
{
    uint32_t contexts[VCPUS_MOST][4];
    for (unsigned n = 0; n < guest->cpus; n++) {
        contexts[n][0] = contexts[n][2] = __builtin_bswap32(CPU_HANDLE + n);
        contexts[n][1] = NOT_CONNECTED;
        contexts[n][3] = __builtin_bswap32(IRQ_S_EXTERNAL);
    }
    begin_device(tree, "plic@c000000", "sifive,plic-1.0.0", GUEST_PLIC, PLIC_SIZE);
    tree_cells(tree, "#interrupt-cells", 1);
    tree_empty(tree, "interrupt-controller");
    tree_bytes(tree, "interrupts-extended", contexts, sizeof *contexts * guest->cpus);
    tree_cells(tree, "riscv,ndev", PLIC_SOURCES - 1);
    tree_cells(tree, "phandle", PLIC_HANDLE);
    tree_end(tree);
}

static void describe(struct tree *tree, const struct guest *guest)
{
    tree_string(tree, "compatible", "riscv-virtio");
    tree_string(tree, "model", "worldswitch");
    describe_cpus(tree, guest);
    tree_begin(tree, "soc");
    tree_cells(tree, "#address-cells", 2);
    tree_cells(tree, "#size-cells", 2);
    tree_string(tree, "compatible", "simple-bus");
    tree_empty(tree, "ranges");
    describe_plic(tree, guest);
    begin_device(tree, "serial@10000000", "ns16550a", GUEST_UART, 0x100);
    tree_cells(tree, "clock-frequency", UART_INPUT_CLOCK);
    describe_line(tree, UART_LINE);
    tree_end(tree);
    begin_device(tree, "rtc@101000", "google,goldfish-rtc", GUEST_RTC, PAGE_SIZE);
    describe_line(
        tree, RTC_LINE); /* a kernel's driver requires one, even if the chip is passed through */
    tree_end(tree);
    tree_end(tree);
}

/* --- The date --- */

uint64_t wall_clock(void)
{
    const volatile uint32_t *rtc = (const volatile uint32_t *)RTC;
    uint64_t low = rtc[0]; /* and keeps the high half of that moment */
    return low | (uint64_t)rtc[1] << 32;
}

/* --- The board --- */

/* The machine's own chip answers some accesses with a fault, which the guest gets. */
static enum guest_action handle_exception(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause != CAUSE_FETCH_ACCESS && exit->cause != CAUSE_LOAD_ACCESS &&
        exit->cause != CAUSE_STORE_ACCESS)
        return stop_guest(vcpu, exit);
    exit->kind = EXIT_WILD;
    inject_access_fault(vcpu, exit);
    return GUEST_RESUMES;
}

static error add_rtc(struct board *board, struct guest *guest)
{
    const char *pass = boot_option("pass", NULL);
    if (!pass)
        return goldfish_rtc_init(guest, &board->rtc, GUEST_RTC, RTC_LINE);
    if (strcmp(pass, "rtc"))
        return error_of("pass=%s: it can be rtc", pass);
    exit_handlers[EXIT_EXCEPTION] = handle_exception;
    return stage2_map(&guest->stage2, GUEST_RTC, RTC, PAGE_SIZE, STAGE2_R | STAGE2_W);
}

/* Gives the kernel what it is told at its start ("RISC-V Linux boot protocol"), its own interrupts,
 * and its timer. */
static void start_on_board(struct vcpu *vcpu, uint64_t entry)
{
    guest_timer_reset(timer_of(vcpu), vcpu);
    vcpu_set_register(vcpu, A0, vcpu->number);
    vcpu_set_register(vcpu, A1, vcpu->guest->told);
    vcpu->hideleg = HIP_VS;
    vcpu->henvcfg = guest_has_sstc() ? HENVCFG_STCE : 0;
}

error board_init(struct board *board, struct guest *guest, struct vcpu *vcpu)
{
    board->vcpu = vcpu;
    guest->board = board;
    TRY(guest_timers_init());
    TRY(plic_init(guest, &board->plic, GUEST_PLIC));
    TRY(ns16550a_init(guest, &board->uart, SPACE_MEMORY, GUEST_UART, UART_LINE));
    TRY(add_rtc(board, guest));
    TRY(tree_for_guest(guest, describe, "/soc/serial@10000000", &guest->told));
    guest_add_start(guest, start_on_board);
    exit_handlers[EXIT_WAIT] = handle_wait;
    exit_handlers[EXIT_INTERRUPT] = handle_interrupt;
    return OK;
}

void board_off(struct board *board)
{
    deadlines_drop(board, sizeof *board);
}
