import '@truc/ui/styles.css';
import { mount } from 'svelte';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app');
mount(Gallery, { target });
