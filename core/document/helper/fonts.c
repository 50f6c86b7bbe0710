/* The private font set: opened, warmed up, and asked which characters it cannot draw. */
#include "fonts.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "faces.h"
#include "fail.h"

/* Debian package fonts-noto-core. */
static const char *const files[] = {
    "NotoSerif-Regular.ttf",        "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf",
    "NotoSans-Regular.ttf",         "NotoSans-Bold.ttf",  "NotoSans-Italic.ttf",  "NotoSans-BoldItalic.ttf",
    "NotoSansSymbols2-Regular.ttf", /* ticks and boxes */
};

enum { FONTS_HELD = 64 };

#ifdef __SANITIZE_ADDRESS__
/* fontconfig's caches live as long as the process: Pango's own threads may still be in them at the end. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif

struct fonts {
    FcConfig *config;
    PangoFontMap *map;
    cairo_scaled_font_t *held[FONTS_HELD]; /* keep cairo's faces, and with them the files, open */
    size_t n_held;
    unsigned missing[DOCUMENT_GLYPHS_NAMED];
    size_t n_missing;
};

static void file_add(struct fonts *fonts, const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name);
    if (!path)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    if (access(path, R_OK) || !FcConfigAppFontAddFile(fonts->config, (const FcChar8 *)path))
        fail(DOCUMENT_EXIT_FONTS, "missing-font", path);
    free(path);
}

/* Opens the file behind every run of `layout` and keeps it open. */
static void layout_hold(struct fonts *fonts, PangoLayout *layout)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        cairo_scaled_font_t *font =
            run ? pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font)) : NULL;
        if (!font || fonts->n_held == FONTS_HELD)
            continue;
        if (cairo_ft_scaled_font_lock_face(font))
            cairo_ft_scaled_font_unlock_face(font);
        fonts->held[fonts->n_held++] = cairo_scaled_font_reference(font);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

/* Sets one line in every face, so that all files are open before the walls go up. */
static void warm_up(struct fonts *fonts)
{
    static const char *const faces[] = {
        FONT_SERIF " 10", FONT_SERIF " Bold 10", FONT_SERIF " Italic 10", FONT_SERIF " Bold Italic 10",
        FONT_SANS " 10",  FONT_SANS " Bold 10",  FONT_SANS " Italic 10",  FONT_SANS " Bold Italic 10",
    };
    PangoContext *context = fonts_context(fonts, NULL);
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        PangoLayout *layout = pango_layout_new(context);
        PangoFontDescription *face = pango_font_description_from_string(faces[i]);
        pango_layout_set_font_description(layout, face);
        pango_layout_set_text(layout, "A\u0457\u2116 \u2612", -1);
        layout_hold(fonts, layout);
        pango_font_description_free(face);
        g_object_unref(layout);
    }
    g_object_unref(context);
}

/* A warning of Pango means paper that is not what it should be: that is an error, never ugly output. */
static GLogWriterOutput on_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
    (void)data;
    for (gsize i = 0; level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING) && i < n; i++)
        if (!strcmp(fields[i].key, "MESSAGE"))
            fail(DOCUMENT_EXIT_SYSTEM, "render", fields[i].value);
    return G_LOG_WRITER_HANDLED;
}

struct fonts *fonts_open(const char *folder)
{
    struct fonts *fonts = grow_zeroed(1, sizeof *fonts);
    g_log_set_writer_func(on_log, NULL, NULL);
    fonts->config = FcConfigCreate();
    if (!fonts->config)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        file_add(fonts, folder, files[i]);
    if (!FcConfigBuildFonts(fonts->config) || !FcConfigSetCurrent(fonts->config))
        fail(DOCUMENT_EXIT_FONTS, "missing-font", folder);
    fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (!fonts->map)
        fail(DOCUMENT_EXIT_FONTS, "missing-font", "FreeType");
    warm_up(fonts);
    return fonts;
}

void fonts_close(struct fonts **pf)
{
    struct fonts *fonts = *pf;
    if (!fonts)
        return;
    for (size_t i = 0; i < fonts->n_held; i++)
        cairo_scaled_font_destroy(fonts->held[i]);
    g_object_unref(fonts->map);
    FcConfigDestroy(fonts->config);
    free(fonts);
    *pf = NULL;
}

PangoContext *fonts_context(struct fonts *fonts, const char *language)
{
    PangoContext *context = pango_font_map_create_context(fonts->map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(language ? language : "uk"));
    return context;
}

static void missing_add(struct fonts *fonts, unsigned code)
{
    for (size_t i = 0; i < fonts->n_missing; i++)
        if (fonts->missing[i] == code)
            return;
    if (fonts->n_missing < DOCUMENT_GLYPHS_NAMED)
        fonts->missing[fonts->n_missing++] = code;
}

void fonts_check(struct fonts *fonts, PangoLayout *layout)
{
    if (!pango_layout_get_unknown_glyphs_count(layout))
        return;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        for (int i = 0; run && i < run->glyphs->num_glyphs; i++) {
            PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
            if (glyph & PANGO_GLYPH_UNKNOWN_FLAG && glyph != PANGO_GLYPH_INVALID_INPUT)
                missing_add(fonts, glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
        }
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
    if (!fonts->n_missing)
        missing_add(fonts, 0xfffd);
}

void fonts_require_all(const struct fonts *fonts)
{
    TEXT_AUTO names = {0};
    text_init(&names, 256);
    for (size_t i = 0; i < fonts->n_missing; i++)
        text_addf(&names, "%sU+%04X", i ? " " : "", fonts->missing[i]);
    if (fonts->n_missing)
        fail(DOCUMENT_EXIT_GLYPHS, "missing-glyphs", names.data);
}
