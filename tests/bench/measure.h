/* What the measurements share: medians, a table, and goals that make a run fail. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double measure_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline int measure_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static inline double measure_median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, measure_compare);
    return values[n / 2];
}

/* One line of the table; `goal` 0: none. Returns whether it was met. */
static inline bool measure_line(const char *what, double value, const char *unit, double goal)
{
    bool met = goal <= 0 || value <= goal;

    if (goal > 0)
        printf("  %-52s %10.2f %-5s goal %.2f %s\n", what, value, unit, goal, met ? "met" : "MISSED");
    else
        printf("  %-52s %10.2f %s\n", what, value, unit);
    return met;
}

#endif
