// Colours and resizing on numbers worked out by hand.
#include "../tools/frame.h"
#include "check.h"

static void expect_colour(const char* what, const uint8_t* yuyv, size_t x, const uint8_t* expected) {
  uint8_t rgb[6];
  convert_yuyv(yuyv, 4, 2, 1, rgb);
  const uint8_t* got = rgb + 3 * x;
  check(got[0] == expected[0] && got[1] == expected[1] && got[2] == expected[2], "%s: %d %d %d", what, got[0], got[1],
        got[2]);
}

static void test_yuyv(void) {
  expect_colour("black", (uint8_t[]){16, 128, 235, 128}, 0, (uint8_t[]){0, 0, 0});
  expect_colour("white beside it", (uint8_t[]){16, 128, 235, 128}, 1, (uint8_t[]){255, 255, 255});
  expect_colour("below black", (uint8_t[]){0, 128, 0, 128}, 0, (uint8_t[]){0, 0, 0});
  expect_colour("grey", (uint8_t[]){126, 128, 0, 128}, 0, (uint8_t[]){128, 128, 128});
  expect_colour("red", (uint8_t[]){81, 90, 0, 240}, 0, (uint8_t[]){255, 0, 0});
  expect_colour("dark red", (uint8_t[]){41, 109, 0, 184}, 0, (uint8_t[]){119, 0, 0});
  expect_colour("blue", (uint8_t[]){41, 240, 0, 110}, 0, (uint8_t[]){0, 0, 255});

  // Two rows of two pixels, eight bytes apart.
  const uint8_t rows[12] = {16, 128, 16, 128, 9, 9, 9, 9, 235, 128, 126, 128};
  uint8_t rgb[12];
  convert_yuyv(rows, 8, 2, 2, rgb);
  check(rgb[3] == 0 && rgb[6] == 255 && rgb[11] == 128, "rows with a gap: %d %d %d", rgb[3], rgb[6], rgb[11]);
}

static void expect_resized(const char* what, struct frame frame, size_t width, size_t height, size_t channels,
                           const uint8_t* expected) {
  uint8_t got[64];
  resize_frame(&frame, width, height, channels, got);
  for (size_t i = 0; i < width * height * channels; i++) {
    check(got[i] == expected[i], "%s: byte %zu: expected %d, got %d", what, i, expected[i], got[i]);
  }
}

static void test_resizing(void) {
  uint8_t nine[] = {0, 10, 20, 30, 40, 50, 60, 70, 80}, wide[] = {10, 20, 60, 10, 20, 60};
  uint8_t four[] = {9, 10, 20, 99, 9, 30, 41, 99}, high[] = {9, 10, 20, 30, 41, 99, 1, 1}, one[] = {7};
  uint8_t red[] = {255, 0, 0};
  expect_resized("the same size", (struct frame){nine, 3, 3, 1}, 3, 3, 1, nine);
  // (0 + 10 / 2 + 30 / 2 + 40 / 4) / 2.25 = 13.3; 26.7; 53.3; 66.7
  expect_resized("parts of pixels", (struct frame){nine, 3, 3, 1}, 2, 2, 1, (uint8_t[]){13, 27, 53, 67});
  // (10 / 2 + 20 + 60 / 2) / 2 = 27.5
  expect_resized("an odd margin, a half", (struct frame){wide, 3, 2, 1}, 1, 1, 1, (uint8_t[]){28});
  // (10 + 20 + 30 + 41) / 4 = 25.25
  expect_resized("the middle of a wide one", (struct frame){four, 4, 2, 1}, 1, 1, 1, (uint8_t[]){25});
  expect_resized("the middle of a high one", (struct frame){high, 2, 4, 1}, 2, 2, 1, (uint8_t[]){20, 30, 41, 99});
  expect_resized("a larger one", (struct frame){one, 1, 1, 1}, 2, 3, 1, (uint8_t[]){7, 7, 7, 7, 7, 7});
  expect_resized("grey to colours", (struct frame){one, 1, 1, 1}, 1, 1, 3, (uint8_t[]){7, 7, 7});
  expect_resized("colours to grey", (struct frame){red, 1, 1, 3}, 1, 1, 1, (uint8_t[]){77});
  expect_resized("colours", (struct frame){red, 1, 1, 3}, 1, 2, 3, (uint8_t[]){255, 0, 0, 255, 0, 0});
}

int main(void) {
  test_yuyv();
  test_resizing();
  return report();
}
