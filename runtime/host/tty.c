/* tty.c: terminals as serial ports.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "objects.h"
#include "host/system.h"

/* Rates by their names in termios.h. */
static const struct { ac_int rate; speed_t speed; } speeds[] = {
    { 300, B300 }, { 600, B600 }, { 1200, B1200 }, { 2400, B2400 }, { 4800, B4800 }, { 9600, B9600 }, { 19200, B19200 },
    { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
#ifdef B460800
    { 460800, B460800 },
#endif
#ifdef B921600
    { 921600, B921600 },
#endif
};

static bool find_speed(ac_int rate, speed_t *speed)
{
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++)
        if (speeds[i].rate == rate) {
            *speed = speeds[i].speed;
            return true;
        }
    return false;
}

static void set_frame(struct termios *t, ac_int bits, ac_int parity, ac_int stop)
{
    t->c_iflag = IGNBRK;
    t->c_oflag = 0;
    t->c_lflag = 0;
    t->c_cflag = CREAD | CLOCAL | (bits == 7 ? CS7 : CS8);
    if (parity >= 0)
        t->c_cflag |= PARENB | (parity == 1 ? PARODD : 0);
    if (stop == 2)
        t->c_cflag |= CSTOPB;
    t->c_cc[VMIN] = 1;
    t->c_cc[VTIME] = 0;
}

static int open_tty(const char *path, speed_t speed, ac_int bits, ac_int parity, ac_int stop)
{
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    struct termios t;

    if (fd < 0)
        return -1;
    if (tcgetattr(fd, &t) == 0) {
        set_frame(&t, bits, parity, stop);
        if (cfsetispeed(&t, speed) == 0 && cfsetospeed(&t, speed) == 0 && tcsetattr(fd, TCSANOW, &t) == 0)
            return fd;
    }
    int number = errno;
    (void)close(fd);
    errno = number;
    return -1;
}

AcStatus ac_tty_open(AcStr *path, ac_int baudrate, ac_int bits, ac_int parity, ac_int stop, AcDescriptor **out)
{
    speed_t speed;
    int fd;

    if (!find_speed(baudrate, &speed))
        return ac_raise_text(&ac_ValueError, "the system has no such baud rate");
    fd = open_tty(path->data, speed, bits, parity, stop);
    return fd < 0 ? raise_errno(errno) : descriptor_make(fd, out);
}

ac_int ac_tty_any(const AcDescriptor *d)
{
    int arrived = 0;

    if (d->fd >= 0 && ioctl(d->fd, FIONREAD, &arrived) != 0)
        arrived = 0;
    return (ac_int)d->in.n + arrived;
}
