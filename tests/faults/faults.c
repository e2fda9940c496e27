/* A neighbour between a process and its C library that makes chosen calls fail, or kills the process at them, and turns its clock.
 *
 * Preloaded by the tests. What to do stands in a small file that the environment variable SURAT_FAULTS names; it is mapped, so that a test changes its mind
 * while the process runs, and all its worker processes count together. `tests/faults/injection.py` knows the same layout.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum call { OPEN = 1, WRITE = 2, FSYNC = 4, RENAME = 8, UNLINK = 16, MKDIR = 32 };

struct plan {
    _Atomic int64_t clock_shift_s;
    _Atomic int64_t met;       /* matching calls so far */
    _Atomic int64_t from;      /* the first matching call that fails, counted from 0 */
    _Atomic int64_t failed;    /* how many failed */
    _Atomic int32_t calls;     /* which calls match; 0 = none */
    _Atomic int32_t error;     /* errno they fail with; 0 = the process is killed */
    _Atomic int32_t is_silent; /* the calls do nothing and say that they succeeded */
    char within[500];          /* paths begin with this */
};

static struct plan *plan;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("SURAT_FAULTS");
    int descriptor = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (descriptor < 0) return;
    void *mapped = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped != MAP_FAILED) plan = mapped;
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_within(int folder, const char *path) {
    char place[1024], link[64];
    if (path == NULL || (path[0] != '/' && folder != AT_FDCWD)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, place, sizeof place - 1);
        if (length < 0) return 0;
        place[length] = 0;
        if (path != NULL) {
            strncat(place, "/", sizeof place - strlen(place) - 1);
            strncat(place, path, sizeof place - strlen(place) - 1);
        }
        path = place;
    }
    return strncmp(path, plan->within, strlen(plan->within)) == 0;
}

/* Whether this call is to fail: 0 = no, 1 = yes and errno is set, 2 = it does nothing and succeeds. */
static int fails(enum call call, int folder, const char *path) {
    if (plan == NULL || !(plan->calls & call)) return 0;
    int kept = errno;
    if (!is_within(folder, path)) { errno = kept; return 0; }
    if (atomic_fetch_add(&plan->met, 1) < plan->from) { errno = kept; return 0; }
    atomic_fetch_add(&plan->failed, 1);
    if (plan->is_silent) return 2;
    if (plan->error == 0) kill(getpid(), SIGKILL);
    errno = plan->error;
    return 1;
}

#define ANSWER(call, folder, path) { int how = fails(call, folder, path); if (how) return how == 2 ? 0 : -1; }

static mode_t mode_of(int flags, va_list more) { return flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; }

#define OPENER(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = mode_of(flags, more); va_end(more); \
        ANSWER(OPEN, AT_FDCWD, path) \
        return ((int (*)(const char *, int, ...))real(#name))(path, flags, mode); }
OPENER(open)
OPENER(open64)

#define OPENER_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = mode_of(flags, more); va_end(more); \
        ANSWER(OPEN, folder, path) \
        return ((int (*)(int, const char *, int, ...))real(#name))(folder, path, flags, mode); }
OPENER_AT(openat)
OPENER_AT(openat64)

ssize_t write(int file, const void *bytes, size_t size) {
    ANSWER(WRITE, file, NULL)
    return ((ssize_t (*)(int, const void *, size_t))real("write"))(file, bytes, size);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place) {
    ANSWER(WRITE, file, NULL)
    return ((ssize_t (*)(int, const void *, size_t, off64_t))real("pwrite64"))(file, bytes, size, place);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
    ANSWER(WRITE, file, NULL)
    return ((ssize_t (*)(int, const void *, size_t, off_t))real("pwrite"))(file, bytes, size, place);
}
int fsync(int file) {
    ANSWER(FSYNC, file, NULL)
    return ((int (*)(int))real("fsync"))(file);
}
int fdatasync(int file) {
    ANSWER(FSYNC, file, NULL)
    return ((int (*)(int))real("fdatasync"))(file);
}
int rename(const char *from, const char *to) {
    ANSWER(RENAME, AT_FDCWD, to)
    return ((int (*)(const char *, const char *))real("rename"))(from, to);
}
int renameat(int old, const char *from, int new, const char *to) {
    ANSWER(RENAME, new, to)
    return ((int (*)(int, const char *, int, const char *))real("renameat"))(old, from, new, to);
}
int renameat2(int old, const char *from, int new, const char *to, unsigned int flags) {
    ANSWER(RENAME, new, to)
    return ((int (*)(int, const char *, int, const char *, unsigned int))real("renameat2"))(old, from, new, to, flags);
}
int link(const char *from, const char *to) {
    ANSWER(RENAME, AT_FDCWD, to)
    return ((int (*)(const char *, const char *))real("link"))(from, to);
}
int linkat(int old, const char *from, int new, const char *to, int flags) {
    ANSWER(RENAME, new, to)
    return ((int (*)(int, const char *, int, const char *, int))real("linkat"))(old, from, new, to, flags);
}
int unlink(const char *path) {
    ANSWER(UNLINK, AT_FDCWD, path)
    return ((int (*)(const char *))real("unlink"))(path);
}
int unlinkat(int folder, const char *path, int flags) {
    ANSWER(UNLINK, folder, path)
    return ((int (*)(int, const char *, int))real("unlinkat"))(folder, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    ANSWER(MKDIR, AT_FDCWD, path)
    return ((int (*)(const char *, mode_t))real("mkdir"))(path, mode);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*asked)(clockid_t, struct timespec *);
    if (asked == NULL) asked = (int (*)(clockid_t, struct timespec *))real("clock_gettime");
    int result = asked(clock, now);
    if (result == 0 && clock == CLOCK_REALTIME && plan != NULL) now->tv_sec += plan->clock_shift_s;
    return result;
}
