import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Sea blue, quiet enough to work beside all day. Shade 6 on white and white on shade 7 both pass AA. */
const harbour: MantineColorsTuple = [
  '#eef5fa',
  '#dbe9f3',
  '#b7d3e6',
  '#8ebad8',
  '#68a1c9',
  '#4488b5',
  '#2b6e9c',
  '#215a82',
  '#1a4868',
  '#13364f',
];

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e4e8ed',
  '#d5dbe2',
  '#bac3cd',
  '#8d98a5',
  '#606b79',
  '#4b5563',
  '#363e4a',
  '#222831',
];

const dark: MantineColorsTuple = [
  '#dce1e8',
  '#bec6d0',
  '#9aa5b2',
  '#6d7885',
  '#3b444f',
  '#2f3740',
  '#252b33',
  '#1b2027',
  '#15191f',
  '#0f1216',
];

/** Compact and even: small type, small radius, one accent. */
export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 6, dark: 7 },
  colors: { harbour, gray, dark },
  white: '#ffffff',
  black: '#1c222b',
  autoContrast: false,
  fontFamily:
    '-apple-system, "Segoe UI Variable Text", "Segoe UI", Cantarell, Ubuntu, "Noto Sans", "Liberation Sans", "DejaVu Sans Condensed", system-ui, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Autocomplete: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    InputWrapper: { styles: { label: { marginBottom: 3 }, description: { fontSize: 'var(--mantine-font-size-xs)' } } },
    Modal: {
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 600 } },
      defaultProps: {
        centered: false,
        yOffset: '8vh',
        overlayProps: { backgroundOpacity: 0.45 },
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } },
  },
});

/** Colours that Mantine derives too weakly for AA on our backgrounds, and the tones of states. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-body': '#ffffff',
    '--mantine-color-anchor': harbour[6],
    '--mantine-color-error': '#b3261e',
    '--page-canvas': gray[0],
    '--page-line': gray[2],
    '--page-thumb': gray[4],
    '--page-selected': harbour[0],
    '--tone-neutral': gray[7],
    '--tone-neutral-wash': gray[1],
    '--tone-info': harbour[7],
    '--tone-info-wash': harbour[0],
    '--tone-good': '#1c6b45',
    '--tone-good-wash': '#e7f4ec',
    '--tone-warn': '#855400',
    '--tone-warn-wash': '#fdf3dc',
    '--tone-bad': '#a8231c',
    '--tone-bad-wash': '#fcebe9',
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-body': dark[7],
    '--mantine-color-anchor': harbour[3],
    '--mantine-color-error': '#f2908a',
    '--page-canvas': dark[8],
    '--page-line': dark[5],
    '--page-thumb': dark[4],
    '--page-selected': '#1e2d3a',
    '--tone-neutral': dark[1],
    '--tone-neutral-wash': dark[6],
    '--tone-info': harbour[2],
    '--tone-info-wash': '#1d303f',
    '--tone-good': '#7fd0a2',
    '--tone-good-wash': '#18301f',
    '--tone-warn': '#ecc069',
    '--tone-warn-wash': '#352a12',
    '--tone-bad': '#f59a93',
    '--tone-bad-wash': '#3d1e1c',
  },
});
