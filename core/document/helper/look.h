/* The measures of our paper, in points: A4 with quiet margins, a serif text, sans headings and tables. */
#ifndef DOCUMENT_HELPER_LOOK_H
#define DOCUMENT_HELPER_LOOK_H

#define LOOK_MM (72 / 25.4)
#define LOOK_PAGE_WIDTH (210 * LOOK_MM)
#define LOOK_PAGE_HEIGHT (297 * LOOK_MM)
#define LOOK_MARGIN_LEFT (22 * LOOK_MM)
#define LOOK_MARGIN_RIGHT (18 * LOOK_MM)
#define LOOK_MARGIN_TOP (20 * LOOK_MM)
#define LOOK_MARGIN_BOTTOM (22 * LOOK_MM)
#define LOOK_HEADER_Y (12 * LOOK_MM)
#define LOOK_FOOTER_Y (LOOK_PAGE_HEIGHT - 15 * LOOK_MM)
#define LOOK_FURNITURE_SIZE 7.5

#define LOOK_TEXT_SIZE 10.5
#define LOOK_TABLE_SIZE 9.0
#define LOOK_LINE_FACTOR 1.36 /* of an empty line */
#define LOOK_PARAGRAPH_GAP 6.0
#define LOOK_ITEM_GAP 1.5
#define LOOK_TABLE_GAP 8.0
#define LOOK_RULE_GAP 6.0
#define LOOK_INDENT 22.0
#define LOOK_MARKER_GAP 6.0

#define LOOK_LINE 0.5
#define LOOK_LINE_GREY 0.45
#define LOOK_TEXT_GREY 0.35
#define LOOK_SHADE 0.945
#define LOOK_MARK_GREY 0.91
#define LOOK_CELL_PAD_X 5.0
#define LOOK_CELL_PAD_Y 3.0

#endif
