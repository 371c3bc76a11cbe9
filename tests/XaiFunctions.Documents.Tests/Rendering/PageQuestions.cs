namespace XaiFunctions.Documents.Tests.Rendering;

/// <summary>What is asked of a page in the browser; each answers with a list of problems.</summary>
internal static class PageQuestions
{
    /// <summary>The overlapping texts of each plot, as pairs; two letters' touch is forgiven.</summary>
    public const string Overlaps = """
        () => [...document.querySelectorAll('svg.plot')].flatMap(plot => {
          const boxes = [...plot.querySelectorAll('text')].filter(text => text.textContent.trim() !== '')
            .map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
          const found = [];
          for (let i = 0; i < boxes.length; i++)
            for (let j = i + 1; j < boxes.length; j++) {
              const a = boxes[i].box, b = boxes[j].box;
              const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (width > 2 && height > 5)
                found.push(`${plot.querySelector('title').textContent}: "${boxes[i].text}" | "${boxes[j].text}"`);
            }
          return found;
        })
        """;

    /// <summary>Texts that stick out of their plot, and elements that make the page wider than the screen.</summary>
    public const string Outside = """
        () => {
          const out = [...document.querySelectorAll('svg.plot text')].filter(text => {
            const plot = text.closest('svg').getBoundingClientRect(), box = text.getBoundingClientRect();
            return box.left < plot.left - 2 || box.right > plot.right + 2 || box.bottom > plot.bottom + 2 || box.top < plot.top - 2;
          }).map(text => `outside its plot: "${text.textContent}"`);
          if (document.documentElement.scrollWidth > window.innerWidth)
            out.push(`the page is ${document.documentElement.scrollWidth} wide`);
          return out;
        }
        """;

    /// <summary>What a printed page of A4 with 14 mm of margin would cut, or print in dark colours. The height is that of 269 mm at 96 pixels an inch.</summary>
    public const string Print = """
        () => {
          const out = [...document.querySelectorAll('figure')].filter(figure => figure.getBoundingClientRect().height > 1016)
            .map(figure => `higher than a page: ${figure.querySelector('h3').textContent}`);
          const light = element => getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).every(channel => channel > 250);
          if (!light(document.body))
            out.push('the background is dark');
          if (getComputedStyle(document.querySelector('nav')).display !== 'none')
            out.push('links are printed');
          return out;
        }
        """;

    /// <summary>What readers with a screen reader or weak eyes would miss: names, structure, and contrast after WCAG 2.2 AA.</summary>
    public const string Accessibility = """
        () => {
          const out = [], has = id => document.getElementById(id)?.textContent.trim();
          for (const plot of document.querySelectorAll('svg')) {
            const names = (plot.getAttribute('aria-labelledby') ?? '').split(' ');
            if (plot.getAttribute('aria-hidden') !== 'true' && (plot.getAttribute('role') !== 'img' || names.length < 2 || !names.every(has)))
              out.push('a drawing without title and description');
          }
          for (const named of document.querySelectorAll('[aria-labelledby]'))
            if (!named.getAttribute('aria-labelledby').split(' ').every(has)) out.push(`nothing names ${named.tagName}`);
          let level = 0;
          for (const heading of document.querySelectorAll('h1,h2,h3,h4')) {
            const next = +heading.tagName[1];
            if (next > level + 1 || heading.textContent.trim() === '') out.push(`heading out of order: ${heading.textContent}`);
            level = next;
          }
          for (const [what, wanted] of [['h1', 1], ['main', 1], ['body > header', 1], ['body > footer', 1], ['html[lang] > head > title', 1]])
            if (document.querySelectorAll(what).length !== wanted) out.push(`not ${wanted} ${what}`);
          for (const table of document.querySelectorAll('table')) {
            if (table.querySelectorAll('thead th:not([scope=col])').length) out.push('a column head without scope');
            if ([...table.querySelectorAll('tbody tr')].some(row => !row.querySelector('th[scope=row]'))) out.push('a row without a head');
          }
          for (const area of document.querySelectorAll('.scroll'))
            if (area.tabIndex !== 0 || !area.getAttribute('aria-labelledby')) out.push('a scrolled area that keys do not reach');
          for (const link of document.querySelectorAll('a'))
            if (link.textContent.trim() === '' || !(link.getAttribute('href').startsWith('/api/') || document.querySelector(link.getAttribute('href')))) out.push('a link without text or aim');

          const channels = colour => colour.match(/[\d.]+/g).map(Number);
          const luminance = colour => channels(colour).slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const paper = element => {
            for (let at = element; at; at = at.parentElement) {
              const colour = getComputedStyle(at).backgroundColor;
              if ((channels(colour)[3] ?? 1) > 0) return colour;
            }
            return 'rgb(255, 255, 255)';
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = new Set();
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            if (texts.currentNode.textContent.trim() === '' || ['title', 'desc', 'STYLE'].includes(element.tagName)) continue;
            const style = getComputedStyle(element), ink = element instanceof SVGElement ? style.fill : style.color;
            const one = luminance(ink), other = luminance(paper(element));
            const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            if (contrast < (large ? 3 : 4.5)) seen.add(`a contrast of ${contrast.toFixed(2)}: ${element.tagName}.${element.getAttribute('class')}`);
          }
          return [...out, ...seen];
        }
        """;

    /// <summary>What has the focus: a text for it, or nothing if the page as a whole has; with a mark if nothing shows it.</summary>
    public const string Focus = """
        () => {
          const element = document.activeElement;
          if (element === document.body) return '';
          const name = element.tagName === 'A' ? element.getAttribute('href') : element.getAttribute('aria-labelledby');
          return getComputedStyle(element).outlineStyle === 'none' ? `${name} (not shown)` : name;
        }
        """;
}
