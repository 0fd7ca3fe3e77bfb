// Memory-mapped buffers, which every driver of a camera has.
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include "camera.h"

#include "fail.h"

#if defined(__linux__)
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NUM_BUFFERS = 4, WIDTH = 640, HEIGHT = 480, MAX_WAIT_MS = 5000, MAX_FORMATS = 32 };

struct camera {
  const char* path;
  int descriptor;
  size_t stride;
  struct {
    void* bytes;
    size_t nbytes;
  } buffers[NUM_BUFFERS];
  uint32_t num_buffers;
  struct frame frame;
};

// As ioctl takes it.
#if defined(__GLIBC__)
typedef unsigned long ioctl_request;
#else
typedef int ioctl_request;
#endif

static int control(int descriptor, unsigned long request, void* argument) {
  int result;
  do {
    result = ioctl(descriptor, (ioctl_request)request, argument);
  } while (result < 0 && errno == EINTR);
  return result;
}

static void require(const struct camera* camera, int result, const char* what) {
  if (result < 0) fail(EXIT_FAILED, "%s: cannot %s: %s", camera->path, what, strerror(errno));
}

static void require_capture(const struct camera* camera) {
  struct v4l2_capability capability = {0};
  if (control(camera->descriptor, VIDIOC_QUERYCAP, &capability) < 0) {
    fail(EXIT_FAILED, "%s: expected a camera (Video4Linux2), but the device is none: see /dev/video*", camera->path);
  }
  const uint32_t has =
      (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps : capability.capabilities;
  if ((has & V4L2_CAP_VIDEO_CAPTURE) == 0 || (has & V4L2_CAP_STREAMING) == 0) {
    fail(EXIT_FAILED, "%s: %s takes no pictures by itself (capabilities %#lx): try another /dev/video*", camera->path,
         (const char*)capability.card, (unsigned long)has);
  }
}

// Four characters for each format that the camera has, with spaces between.
static void list_formats(const struct camera* camera, char* text, size_t nbytes) {
  text[0] = '\0';
  for (uint32_t i = 0; i < MAX_FORMATS; i++) {
    struct v4l2_fmtdesc format = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    if (control(camera->descriptor, VIDIOC_ENUM_FMT, &format) < 0) return;
    const uint32_t code = format.pixelformat;
    const size_t used = strlen(text);
    snprintf(text + used, nbytes - used, "%s%c%c%c%c", used == 0 ? "" : " ", (char)(code & 127),
             (char)(code >> 8 & 127), (char)(code >> 16 & 127), (char)(code >> 24 & 127));
  }
}

static void choose_format(struct camera* camera) {
  struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
  format.fmt.pix.width = WIDTH;
  format.fmt.pix.height = HEIGHT;
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  const int result = control(camera->descriptor, VIDIOC_S_FMT, &format);
  const struct v4l2_pix_format* pix = &format.fmt.pix;
  if (result < 0 || pix->pixelformat != V4L2_PIX_FMT_YUYV) {
    char formats[5 * MAX_FORMATS + 1];
    list_formats(camera, formats, sizeof formats);
    fail(EXIT_FAILED,
         "%s: expected a camera with the format YUYV, got one with %s: let another program write its pictures as PPM "
         "files into a folder, and give the folder",
         camera->path, formats[0] == '\0' ? "none" : formats);
  }
  if (pix->width % 2 != 0 || pix->bytesperline < 2 * pix->width) {
    fail(EXIT_FAILED, "%s: expected rows of pairs of pixels, got %lu bytes for %lu pixels", camera->path,
         (unsigned long)pix->bytesperline, (unsigned long)pix->width);
  }
  camera->stride = pix->bytesperline;
  camera->frame = (struct frame){.width = pix->width, .height = pix->height, .channels = 3};
  camera->frame.pixels = malloc(camera->frame.width * camera->frame.height * 3);
  if (camera->frame.pixels == NULL) fail(EXIT_FAILED, "%s: no memory for a picture", camera->path);
}

static struct v4l2_buffer buffer_at(uint32_t index) {
  return (struct v4l2_buffer){.index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
}

static void map_buffers(struct camera* camera) {
  struct v4l2_requestbuffers request = {
      .count = NUM_BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
  require(camera, control(camera->descriptor, VIDIOC_REQBUFS, &request), "get buffers; does another program use it?");
  camera->num_buffers = request.count < NUM_BUFFERS ? request.count : NUM_BUFFERS;
  for (uint32_t i = 0; i < camera->num_buffers; i++) {
    struct v4l2_buffer buffer = buffer_at(i);
    require(camera, control(camera->descriptor, VIDIOC_QUERYBUF, &buffer), "ask for a buffer");
    void* bytes =
        mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, camera->descriptor, (off_t)buffer.m.offset);
    if (bytes == MAP_FAILED) fail(EXIT_FAILED, "%s: cannot map a buffer: %s", camera->path, strerror(errno));
    camera->buffers[i].bytes = bytes;
    camera->buffers[i].nbytes = buffer.length;
    require(camera, control(camera->descriptor, VIDIOC_QBUF, &buffer), "hand over a buffer");
  }
}

struct camera* open_camera(const char* path) {
  struct camera* camera = calloc(1, sizeof *camera);
  if (camera == NULL) fail(EXIT_FAILED, "no memory for a camera");
  camera->path = path;
  camera->descriptor = open(path, O_RDWR | O_NONBLOCK);
  require(camera, camera->descriptor, "open the camera");
  require_capture(camera);
  choose_format(camera);
  map_buffers(camera);
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  require(camera, control(camera->descriptor, VIDIOC_STREAMON, &type),
          "start the camera; does another program use it?");
  return camera;
}

// Pictures that waited while the last one was shown are skipped.
static struct v4l2_buffer newest_buffer(struct camera* camera) {
  struct v4l2_buffer newest = buffer_at(0);
  require(camera, control(camera->descriptor, VIDIOC_DQBUF, &newest), "take a picture");
  for (;;) {
    struct v4l2_buffer next = buffer_at(0);
    if (control(camera->descriptor, VIDIOC_DQBUF, &next) < 0) return newest;
    require(camera, control(camera->descriptor, VIDIOC_QBUF, &newest), "hand over a buffer");
    newest = next;
  }
}

const struct frame* take_picture(struct camera* camera) {
  const size_t nbytes = camera->stride * camera->frame.height;
  for (;;) {
    struct pollfd ready = {.fd = camera->descriptor, .events = POLLIN};
    if (poll(&ready, 1, MAX_WAIT_MS) <= 0) {
      fail(EXIT_FAILED, "%s: expected a picture within %d s, got none: is the camera connected?", camera->path,
           MAX_WAIT_MS / 1000);
    }
    struct v4l2_buffer buffer = newest_buffer(camera);
    // The first pictures of some cameras are incomplete.
    const bool is_whole = (buffer.flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer.bytesused >= nbytes &&
                          buffer.index < camera->num_buffers && camera->buffers[buffer.index].nbytes >= nbytes;
    if (is_whole) {
      convert_yuyv(camera->buffers[buffer.index].bytes, camera->stride, camera->frame.width, camera->frame.height,
                   camera->frame.pixels);
    }
    require(camera, control(camera->descriptor, VIDIOC_QBUF, &buffer), "hand over a buffer");
    if (is_whole) return &camera->frame;
  }
}

void close_camera(struct camera* camera) {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  control(camera->descriptor, VIDIOC_STREAMOFF, &type);
  for (uint32_t i = 0; i < camera->num_buffers; i++) munmap(camera->buffers[i].bytes, camera->buffers[i].nbytes);
  close(camera->descriptor);
  free(camera->frame.pixels);
  free(camera);
}

#else

struct camera* open_camera(const char* path) {
  fail(EXIT_FAILED, "%s: cameras are read on Linux only: give a folder of PPM files", path);
}

const struct frame* take_picture(struct camera* camera) {
  (void)camera;
  return NULL;
}

void close_camera(struct camera* camera) { (void)camera; }

#endif
