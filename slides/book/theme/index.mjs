// VitePress's theme with the system's fonts, and with the tabs of the three architectures.
import Theme from 'vitepress/theme-without-fonts'
import ArchTabs from './ArchTabs.vue'
import './style.css'

export default { extends: Theme, enhanceApp: ({ app }) => app.component('ArchTabs', ArchTabs) }
