// Draws the table behind each figure as a chart; without this script the table is still there.
(() => {
  "use strict";
  const drawn = new Map();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const MARKS = ["circle", "rect", "triangle", "diamond", "roundRect"];
  const LINES = ["solid", "dashed", "dotted", [8, 3, 2, 3], "solid"];

  const read = (figure) => {
    const rows = [...figure.querySelectorAll("tbody tr")];
    const names = [...figure.querySelectorAll("thead th")].slice(1).map((one) => one.textContent);
    return {
      labels: rows.map((row) => row.querySelector("th").textContent),
      series: names.map((name, n) => ({
        name,
        values: rows.map((row) => {
          const value = row.querySelectorAll("td")[n].dataset.value;
          return value === undefined ? null : Number(value);
        }),
      })),
    };
  };

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const named = (name) => style.getPropertyValue(name).trim();
    return {
      ink: named("--ink"), quiet: named("--ink-quiet"), line: named("--line"), ground: named("--ground"),
      series: ["--bar", "--good", "--soon", "--late", "--ink-quiet"].map(named), font: named("--font"),
    };
  };

  // Rates crowd near the top: the axis begins at the ten below the lowest.
  const lowest = ({ min }) => (Number.isFinite(min) ? Math.max(0, Math.floor(min / 10) * 10) : 0);

  const option = (figure) => {
    const { labels, series } = read(figure);
    const paint = colours();
    const unit = figure.dataset.unit;
    const bars = figure.dataset.chart === "bar";
    const text = { color: paint.quiet, fontFamily: paint.font, fontSize: 12 };
    return {
      animation: !still.matches,
      animationDuration: 200,
      color: paint.series,
      textStyle: text,
      aria: { enabled: false }, // the figure has words of its own
      grid: { left: 8, right: 16, top: 40, bottom: 4, containLabel: true },
      legend: { top: 4, left: 0, itemWidth: 20, itemHeight: 8, itemGap: 16, icon: bars ? "rect" : undefined, textStyle: text },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true,
        backgroundColor: paint.ground, borderColor: paint.line, borderWidth: 1,
        textStyle: { ...text, color: paint.ink },
        valueFormatter: (value) => (value === null || value === undefined ? "—" : unit === "%" ? `${value.toFixed(1)}%` : `${value}`),
      },
      xAxis: {
        type: "category", data: labels, boundaryGap: bars,
        axisLine: { lineStyle: { color: paint.line } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true },
      },
      yAxis: {
        type: "value", min: unit === "%" ? lowest : 0, max: unit === "%" ? 100 : undefined, minInterval: unit === "%" ? undefined : 1,
        axisLabel: { ...text, formatter: unit === "%" ? "{value}%" : "{value}" }, splitLine: { lineStyle: { color: paint.line } },
      },
      series: series.map(({ name, values }, n) => ({
        name, data: values, type: figure.dataset.chart, barMaxWidth: 16, barGap: "10%", cursor: "pointer",
        symbol: MARKS[n], symbolSize: 6, showSymbol: true, lineStyle: { width: 2, type: LINES[n] }, connectNulls: false,
      })),
    };
  };

  const draw = (figure) => {
    const plot = figure.querySelector(".plot");
    if (!window.echarts || drawn.has(plot)) return;
    const chart = window.echarts.init(plot, null, { renderer: "canvas" });
    chart.setOption(option(figure));
    // A point opens what the table's cell opens.
    chart.on("click", (event) => {
      const row = figure.querySelectorAll("tbody tr")[event.dataIndex];
      row?.querySelectorAll("td")[event.seriesIndex]?.querySelector("a")?.click();
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(plot);
    drawn.set(plot, { chart, watch, figure });
  };

  const tidy = () => {
    for (const [plot, { chart, watch }] of drawn) {
      if (plot.isConnected) continue;
      watch.disconnect();
      chart.dispose();
      drawn.delete(plot);
    }
  };
  const look = () => { tidy(); document.querySelectorAll("figure[data-chart]").forEach(draw); };
  const repaint = () => { for (const { chart, figure } of drawn.values()) chart.setOption(option(figure), true); };

  document.addEventListener("htmx:afterSettle", look);
  dark.addEventListener("change", repaint);
  still.addEventListener("change", repaint);
  look();
})();
