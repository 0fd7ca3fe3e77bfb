// A camera of Linux (Video4Linux2). Other systems have the function that says that there is none.
#ifndef BITPLANE_TOOLS_CAMERA_H_
#define BITPLANE_TOOLS_CAMERA_H_

#include <stdint.h>

#include "frame.h"

struct camera;

// Starts a camera in YUYV, at 640x480 or the nearest size that it has. Ends the program with EXIT_FAILED, saying what
// the device is or which formats it has instead.
struct camera* open_camera(const char* path);

// Waits for the newest picture and converts it to RGB; the frame is the camera's and valid until the next call. Ends
// the program with EXIT_FAILED if none comes for 5 s.
const struct frame* take_picture(struct camera* camera);

void close_camera(struct camera* camera);

#endif
