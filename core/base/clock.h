/* The two clocks. Deadlines use the steady one, which never jumps; what people read uses the wall clock. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_steady(void); /* milliseconds since some start, also running while suspended */
int64_t clock_wall(void);   /* UTC milliseconds since 1970 */

#endif
