// [data-total="EUR"]: the sum of the amounts in its lines, as the server reads and writes them
// (portal/web/amounts.py); amounts that cannot be read yet are left out.
import { bind } from "./bind.js";

const PLAIN = /^\d+(\.\d{1,2})?$/;

function readerOf({ decimal, group }) {
  const [point, comma] = [decimal, group].map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const grouped = new RegExp(`^(\\d+|\\d{1,3}(${comma}\\d{3})+)(${point}\\d{1,2})?$`);
  return (typed) => {
    const text = typed.trim();
    if (PLAIN.test(text)) return Number(text);
    const joined = text.replace(/(?<=\d)\s(?=\d)/g, group);
    if (!grouped.test(joined)) return null;
    return Number(joined.replaceAll(group, "").replace(decimal, "."));
  };
}

bind("[data-total]", (lines) => {
  const shown = lines.querySelector("[data-total-shown]");
  const amount = lines.querySelector("[data-total-amount]");
  const currency = lines.closest("form").elements.currency;
  const read = readerOf(lines.dataset);
  const add = () => {
    const typed = [...lines.querySelectorAll("input[name=amount]")].map(({ value }) => read(value));
    const cents = typed.reduce((sum, each) => sum + Math.round((each ?? 0) * 100), 0);
    const minimumFractionDigits = cents % 100 ? 2 : 0;
    const style = { style: "currency", currency: currency?.value || lines.dataset.total };
    const { lang } = document.documentElement;
    const format = new Intl.NumberFormat(lang, { ...style, minimumFractionDigits });
    amount.textContent = format.format(cents / 100);
    shown.hidden = !cents;
  };
  lines.addEventListener("input", add);
  currency?.addEventListener("change", add);
});
