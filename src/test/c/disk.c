/* A disk that fails: preloaded into a broker (LD_PRELOAD), it watches the files of one folder.
 *
 *   DISK_DIR=folder          the folder that is watched (no folders below it)
 *   DISK_SHADOW=folder       what a power cut would leave: i<inode> is a file as of its last fsync,
 *                            "names" the folder as of its last fsync
 *   DISK_KILL_FSYNC=k        kill -9 just before the k-th fsync
 *   DISK_KILL_WRITE=k        kill -9 just before the k-th write
 *   DISK_FAIL_FSYNC=k        the k-th fsync fails once (EIO)
 *   DISK_FAIL_WRITE=k        the k-th write fails once (ENOSPC)
 *   DISK_FAIL_READ=k         the k-th read of a page fails once (EIO)
 *   DISK_NO_SHARED_MEMORY=1  files cannot be mapped into memory, as on some network file systems
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int fsyncs, writes, reads;

static long setting(const char *name) {
  const char *value = getenv(name);
  return value ? atol(value) : 0;
}

/* 1: the folder itself, 2: a file of the store in it, 0: something else. */
static int watched(int fd) {
  const char *dir = getenv("DISK_DIR");
  char link[64], path[PATH_MAX];
  if (!dir) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  size_t length = strlen(dir);
  if (strncmp(path, dir, length) != 0) return 0;
  if (path[length] == 0) return 1;
  return path[length] == '/' && !strstr(path, ".log") && !strstr(path, ".sock") ? 2 : 0;
}

static void copy(int fd, const char *target) {
  char from[64], temporary[PATH_MAX], buffer[65536];
  snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
  snprintf(temporary, sizeof temporary, "%s.new", target);
  ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  int in = open(from, O_RDONLY), out = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t n;
  while (in >= 0 && out >= 0 && (n = read(in, buffer, sizeof buffer)) > 0)
    if (real_write(out, buffer, n) != n) break;
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  rename(temporary, target);
}

static void names(const char *shadow) {
  char target[PATH_MAX], temporary[PATH_MAX];
  snprintf(target, sizeof target, "%s/names", shadow);
  snprintf(temporary, sizeof temporary, "%s/names.new", shadow);
  FILE *out = fopen(temporary, "w");
  DIR *dir = opendir(getenv("DISK_DIR"));
  struct dirent *entry;
  while (out && dir && (entry = readdir(dir)))
    if (entry->d_type == DT_REG) fprintf(out, "%lu %s\n", (unsigned long)entry->d_ino, entry->d_name);
  if (dir) closedir(dir);
  if (out) fclose(out);
  rename(temporary, target);
}

static void survive(int fd, int kind) {
  const char *shadow = getenv("DISK_SHADOW");
  struct stat st;
  char target[PATH_MAX];
  if (!shadow) return;
  pthread_mutex_lock(&lock);
  if (kind == 1) {
    names(shadow);
  } else if (fstat(fd, &st) == 0) {
    snprintf(target, sizeof target, "%s/i%lu", shadow, (unsigned long)st.st_ino);
    copy(fd, target);
  }
  pthread_mutex_unlock(&lock);
}

static int synced(int fd, const char *name) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  int kind = watched(fd);
  if (!kind) return real(fd);
  int k = __sync_add_and_fetch(&fsyncs, 1);
  if (k == setting("DISK_KILL_FSYNC")) kill(getpid(), SIGKILL);
  if (k == setting("DISK_FAIL_FSYNC")) {
    errno = EIO;
    return -1;
  }
  int done = real(fd);
  if (done == 0) survive(fd, kind);
  return done;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

/* Whether this write may happen. */
static int allowed(int fd) {
  if ((!getenv("DISK_KILL_WRITE") && !getenv("DISK_FAIL_WRITE")) || watched(fd) != 2) return 1;
  int k = __sync_add_and_fetch(&writes, 1);
  if (k == setting("DISK_KILL_WRITE")) kill(getpid(), SIGKILL);
  if (k == setting("DISK_FAIL_WRITE")) {
    errno = ENOSPC;
    return 0;
  }
  return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  return allowed(fd) ? real(fd, bytes, count) : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return allowed(fd) ? real(fd, bytes, count, offset) : -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return allowed(fd) ? real(fd, bytes, count, offset) : -1;
}

/* Whether this read may happen. */
static int readable(int fd) {
  if (!getenv("DISK_FAIL_READ") || watched(fd) != 2) return 1;
  if (__sync_add_and_fetch(&reads, 1) != setting("DISK_FAIL_READ")) return 1;
  errno = EIO;
  return 0;
}

ssize_t pread(int fd, void *bytes, size_t count, off_t offset) {
  ssize_t (*real)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, "pread");
  return readable(fd) ? real(fd, bytes, count, offset) : -1;
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t offset) {
  ssize_t (*real)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
  return readable(fd) ? real(fd, bytes, count, offset) : -1;
}

static int unmappable(int fd) {
  if (fd < 0 || !getenv("DISK_NO_SHARED_MEMORY") || watched(fd) != 2) return 0;
  errno = ENODEV;
  return 1;
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  void *(*real)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
  return unmappable(fd) ? MAP_FAILED : real(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  void *(*real)(void *, size_t, int, int, int, off64_t) = dlsym(RTLD_NEXT, "mmap64");
  return unmappable(fd) ? MAP_FAILED : real(at, length, protection, flags, fd, offset);
}
