// Takes the runs of a product in pieces of as many words as a kernel's sums can hold.
#ifndef BITPLANE_KERNELS_WORD_RUNS_H_
#define BITPLANE_KERNELS_WORD_RUNS_H_

#include "kernels.h"

// What is left: of the run numbered `run`, the words from `word` on, and all later ones.
struct bitplane_run_walk {
  const struct bitplane_bgemm_operands* operands;
  size_t run, word;
};

// Fills `piece`, of BITPLANE_MAX_WORD_RUNS runs, with the next words, max_words or, at the end, fewer. Returns the
// number of its runs, 0 where no word is left.
static inline size_t bitplane_next_piece(struct bitplane_run_walk* walk, size_t max_words,
                                         struct bitplane_word_run* piece) {
  size_t num_runs = 0;
  while (max_words > 0 && walk->run < walk->operands->num_runs) {
    const struct bitplane_word_run* run = &walk->operands->runs[walk->run];
    const size_t left = run->num_words - walk->word, num_words = left < max_words ? left : max_words;
    piece[num_runs++] = (struct bitplane_word_run){num_words, run->a + walk->word, run->w + walk->word};
    max_words -= num_words;
    walk->word += num_words;
    if (num_words == left) {
      walk->run++;
      walk->word = 0;
    }
  }
  return num_runs;
}

// Joins runs that are side by side in the filters, wherever they are in the pixels, for a kernel that has copied the
// pixels' words. Returns the number of runs that are left.
static inline size_t bitplane_join_filter_runs(struct bitplane_word_run* runs, size_t num_runs) {
  size_t last = 0;
  for (size_t i = 1; i < num_runs; i++) {
    if (runs[last].w + runs[last].num_words == runs[i].w) {
      runs[last].num_words += runs[i].num_words;
    } else {
      runs[++last] = runs[i];
    }
  }
  return last + 1;
}

#endif
