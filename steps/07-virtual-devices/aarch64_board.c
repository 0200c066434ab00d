/* AArch64: the guest's board, made as QEMU's virt machine is. */
#include "aarch64_lists.h"
#include "board.h"

#include "aarch64_host_gic.h"
#include "memory_map.h"
#include "options.h"
#include "string.h"
#include "tree.h"
#include "wall_clock.h"

/* --- The device tree --- */

enum { CLOCK_HANDLE = 1, GIC_HANDLE }; /* phandles */
#define UART_CLOCK 24000000 /* in Hz: what the divisor divides, which here changes nothing */

/* "interrupts" (Linux: arm,gic-v3.yaml): whether it is a device's or the CPU's own, its number
 * among those, and its trigger */
enum { GIC_SPI, GIC_PPI };
#define LEVEL_HIGH 4
#define PPI(intid) GIC_PPI, (intid)-16, LEVEL_HIGH
#define SPI(intid) GIC_SPI, (intid)-32, LEVEL_HIGH

static void describe_cpu(struct tree *tree, unsigned number, bool is_alone)
{
    tree_begin(tree, phrase("cpu@%u", number));
    tree_string(tree, "device_type", "cpu");
    tree_string(tree, "compatible", "arm,armv8");
    tree_cells(tree, "reg", number);
    if (!is_alone)
        tree_string(tree, "enable-method", "psci");
    tree_end(tree);
}

static void describe_cpus(struct tree *tree, const struct guest *guest)
{
    tree_begin(tree, "cpus");
    tree_cells(tree, "#address-cells", 1);
    tree_cells(tree, "#size-cells", 0);
    for (unsigned n = 0; n < guest->cpus; n++)
        describe_cpu(tree, n, guest->cpus == 1);
    tree_end(tree);

    tree_begin(tree, "psci");
    tree_strings(tree, "compatible", "arm,psci-1.0\0arm,psci-0.2");
    tree_string(tree, "method", "hvc");
    tree_end(tree);

    tree_begin(tree, "timer");
    tree_string(tree, "compatible", "arm,armv8-timer");
    tree_cells(tree, "interrupts", PPI(29), PPI(30), PPI(IRQ_VIRTUAL_TIMER), PPI(IRQ_EL2_TIMER));
    tree_empty(tree, "always-on");
    tree_end(tree);
}

static void describe_gic(struct tree *tree, const struct guest *guest)
{
    tree_begin(tree, "intc@8000000");
    tree_string(tree, "compatible", "arm,gic-v3");
    tree_cells(tree, "#interrupt-cells", 3);
    tree_empty(tree, "interrupt-controller");
    tree_cells(tree, "reg", 0, GUEST_GICD, 0, GIC_DISTRIBUTOR_SIZE, 0, GUEST_GICR, 0,
               guest->cpus * GIC_REDISTRIBUTOR_SIZE);
    tree_cells(tree, "phandle", GIC_HANDLE);
    tree_end(tree);
}

/* compatible: "arm,pl011", and that it is a PrimeCell, whose ID registers name its driver. */
static void begin_primecell(struct tree *tree, const char *name, const char compatible[24],
                            uint64_t base)
{
    tree_begin(tree, name);
    tree_bytes(tree, "compatible", compatible, 24);
    tree_reg(tree, base, PAGE_SIZE);
}

static void describe_clock(struct tree *tree)
{
    tree_begin(tree, "apb-pclk");
    tree_string(tree, "compatible", "fixed-clock");
    tree_cells(tree, "#clock-cells", 0);
    tree_cells(tree, "clock-frequency", UART_CLOCK);
    tree_string(tree, "clock-output-names", "clk24mhz");
    tree_cells(tree, "phandle", CLOCK_HANDLE);
    tree_end(tree);
}

static void describe(struct tree *tree, const struct guest *guest)
{
    tree_string(tree, "compatible", "linux,dummy-virt");
    tree_string(tree, "model", "worldswitch");
    tree_cells(tree, "interrupt-parent", GIC_HANDLE);
    describe_cpus(tree, guest);
    describe_gic(tree, guest);
    describe_clock(tree);
    begin_primecell(tree, "pl011@9000000", "arm,pl011\0arm,primecell", GUEST_UART);
    tree_cells(tree, "interrupts", SPI(UART_LINE));
    tree_cells(tree, "clocks", CLOCK_HANDLE, CLOCK_HANDLE);
    tree_strings(tree, "clock-names", "uartclk\0apb_pclk");
    tree_end(tree);
    begin_primecell(tree, "pl031@9010000", "arm,pl031\0arm,primecell", GUEST_RTC);
    tree_cells(tree, "interrupts", SPI(RTC_LINE));
    tree_cells(tree, "clocks", CLOCK_HANDLE);
    tree_string(tree, "clock-names", "apb_pclk");
    tree_end(tree);
}

/* --- The date --- */

uint64_t wall_clock(void)
{
    const volatile uint32_t *rtc = (const volatile uint32_t *)RTC;
    return rtc[0] * 1000000000ul;
}

/* --- The board --- */

static error add_rtc(struct board *board, struct guest *guest)
{
    const char *pass = boot_option("pass", NULL);
    if (!pass)
        return pl031_init(guest, &board->rtc, GUEST_RTC, RTC_LINE);
    if (strcmp(pass, "rtc"))
        return error_of("pass=%s: it can be rtc", pass);
    return stage2_map(&guest->stage2, GUEST_RTC, RTC, PAGE_SIZE,
                      STAGE2_R | STAGE2_W | STAGE2_DEVICE);
}

/* Gives the kernel what it is told at its start (Linux: "Booting AArch64 Linux"), and its own CPU
 * interface of the GIC. */
static void start_on_board(struct vcpu *vcpu, uint64_t entry)
{
    vcpu_set_register(vcpu, 0, vcpu->guest->told);
    vcpu->icc_sre_el2 = ICC_SRE | ICC_SRE_ENABLE;
    vcpu->ich_hcr_el2 = ICH_HCR_GUEST;
    gic_connect(vcpu);
}

error board_init(struct board *board, struct guest *guest, struct vcpu *vcpu)
{
    board->vcpu = vcpu;
    guest->board = board;
    TRY(deadlines_init());
    host_interrupt_enable(IRQ_GIC);
    host_interrupt_enable(IRQ_VIRTUAL_TIMER);
    TRY(pl011_init(guest, &board->uart, GUEST_UART, UART_LINE));
    TRY(add_rtc(board, guest));
    TRY(gic_init(guest, GUEST_GICD, GUEST_GICR));
    TRY(tree_for_guest(guest, describe, "/pl011@9000000", &guest->told));
    guest_add_start(guest, start_on_board);
    exit_handlers[EXIT_WAIT] = handle_wait;
    exit_handlers[EXIT_INTERRUPT] = handle_interrupt;
    exit_handlers[EXIT_REGISTER] = handle_gic_register;
    return OK;
}

/* A timer's interrupt that the guest has taken, and not ended, would stay active on the host's GIC,
 * and no other could come. */
void board_off(struct board *board)
{
    deadlines_drop(board, sizeof *board);
    if (board->gic.timer_taken)
        sysreg_write(icc_dir_el1, IRQ_VIRTUAL_TIMER);
}
