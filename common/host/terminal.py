"""The terminal of a run: as it has to be while the guest has the keyboard, and afterwards as it was before."""
import contextlib
import signal
import termios


@contextlib.contextmanager
def kept(descriptor=0):
    """Restores the terminal's settings at the end. Gives these settings, or None if it is not a terminal."""
    try:
        before = termios.tcgetattr(descriptor)
    except termios.error:
        yield None
        return
    try:
        yield before
    finally:
        stopped = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # as of a job in the background
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
        signal.signal(signal.SIGTTOU, stopped)


def pass_keys_on(descriptor, before):
    """Each key as it is typed, Ctrl-C and Enter as well, and without an echo: as QEMU sets it for -serial stdio."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, chars = before
    iflag &= ~(termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP | termios.INLCR | termios.IGNCR |
               termios.ICRNL | termios.IXON)
    lflag &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN | termios.ISIG)
    cflag = cflag & ~(termios.CSIZE | termios.PARENB) | termios.CS8
    chars = list(chars)
    chars[termios.VMIN], chars[termios.VTIME] = 1, 0
    termios.tcsetattr(descriptor, termios.TCSANOW, [iflag, oflag | termios.OPOST, cflag, lflag, ispeed, ospeed, chars])
