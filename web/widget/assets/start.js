// Starts the panel of a page.

import { Panel } from './panel.js';

new Panel(document.getElementById('panel'));
