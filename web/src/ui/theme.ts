// Our design tokens as a theme of the component library.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#E9F4F7',
  '#D3EAF0',
  '#A9D5E1',
  '#7CC3D6',
  '#4BA3BB',
  '#2889A5',
  '#12748F',
  '#0B627B',
  '#0A5166',
  '#083F50',
]
const gray: MantineColorsTuple = [
  '#F7F8F9',
  '#F1F3F5',
  '#E3E7EA',
  '#CFD5DA',
  '#B4BCC4',
  '#828C96',
  '#5F6973',
  '#434C55',
  '#2B3239',
  '#171B1F',
]
const dark: MantineColorsTuple = [
  '#E8EBEE',
  '#BDC5CC',
  '#98A2AC',
  '#707B86',
  '#3D464F',
  '#2C333A',
  '#21262B',
  '#15181B',
  '#1A1E22',
  '#0E1113',
]

const float = { radius: 'md', shadow: 'md', transitionProps: { duration: 100 } } as const

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  white: '#FFFFFF',
  black: '#171B1F',
  autoContrast: false,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '8px', xl: '8px' },
  focusRing: 'auto',
  fontSmoothing: true,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.3333', sm: '1.3846', md: '1.4286', lg: '1.5', xl: '1.4' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--g-float)',
    lg: 'var(--g-float)',
    xl: 'var(--g-float)',
  },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '32px' },
      h2: { fontSize: '20px', lineHeight: '28px' },
      h3: { fontSize: '16px', lineHeight: '24px', fontWeight: '600' },
      h4: { fontSize: '14px', lineHeight: '20px', fontWeight: '600' },
    },
  },
  breakpoints: { xs: '30em', sm: '48em', md: '64em', lg: '90em', xl: '100em' },
  colors: { petrol, gray, dark },
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'default' }, styles: { label: { fontWeight: 550 } } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] } },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    // Floats stand in a region of their own, so that everything is in a landmark.
    Menu: {
      defaultProps: {
        ...float,
        portalProps: { target: '#floats' },
        withInitialFocusPlaceholder: false,
        menuItemTabIndex: 0,
        // The key that opens a menu is not one pressed beside it.
        clickOutsideEvents: ['mousedown', 'touchstart'],
      },
      // A long one scrolls, and leaves what stands below on a telephone.
      styles: { dropdown: { maxWidth: 'calc(100vw - 10px)', maxHeight: 'calc(100dvh - 120px)', overflowY: 'auto' } },
    },
    Popover: { defaultProps: { ...float, portalProps: { target: '#floats' } } },
    Modal: { defaultProps: { ...float, centered: false, yOffset: '12vh' } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 100 } } },
  },
})

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5F6973',
    '--mantine-color-placeholder': '#5F6973',
    '--mantine-color-default-border': '#CFD5DA',
    '--mantine-color-anchor': '#0B627B',
    '--mantine-color-error': '#B3261B',
  },
  dark: {
    '--mantine-color-dimmed': '#98A2AC',
    '--mantine-color-placeholder': '#98A2AC',
    '--mantine-color-default-border': '#3D464F',
    '--mantine-color-anchor': '#7CC3D6',
    '--mantine-color-error': '#FF9C91',
  },
})
