#include "network/gather.h"

#include <algorithm>
#include <numeric>

#include "base/input_text.h"
#include "base/workbook.h"
#include "network/codes.h"
#include "network/geometry.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

// A file that waits for the others.
struct Waiting {
  std::size_t file;
  InputText text;
  std::unique_ptr<Sheet> sheet;
  Recognised recognised;
};

class Gatherer {
 public:
  Gatherer(FileSystem& files, const std::vector<SourceFile>& sources) : files_(files), sources_(sources) {
    outcomes_.resize(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
      outcomes_[i].name = sources[i].name;
      outcomes_[i].digest = sources[i].digest;
    }
  }

  Status run(const Progress& progress) {
    std::vector<std::size_t> order(sources_.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, {},
                      [&](std::size_t i) { return std::pair(sources_[i].name, sources_[i].digest); });
    double done = 0;
    for (const std::size_t file : order) {
      if (progress) progress(sources_[file].name, done / static_cast<double>(order.size()));
      MESO_RETURN_IF_ERROR(open(file));
      done += 1;
    }
    // Polygons of commissioners go by codes that lists of practices explain; lists of borders need to know
    // editions.
    for (Waiting& waiting : polygons_) read_polygons(waiting.file, waiting.text.text());
    for (Waiting& waiting : waiting_) read(waiting.file, *waiting.sheet, waiting.recognised);
    return {};
  }

  Gathered finish() {
    add_borders();
    Gathered gathered;
    for (FileOutcome& outcome : outcomes_) {
      for (const auto& line : out_.rejects().summary()) {
        if (line.file == outcome.name) outcome.rejected += line.count;
      }
    }
    gathered.model = out_.assemble();
    gathered.files = std::move(outcomes_);
    gathered.findings = out_.findings().all();
    gathered.rejects = std::move(out_.rejects());
    return gathered;
  }

 private:
  Status open(std::size_t file) {
    const SourceFile& source = sources_[file];
    auto text = InputText::open(files_, source.path, source.name);
    if (!text.ok()) {
      if (text.error().kind == ErrorKind::kIo || text.error().kind == ErrorKind::kNotFound)
        return text.error();
      outcomes_[file].reason = text.error().message;
      return {};
    }
    const std::string_view content = text->text();
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && content[first] == '{') {
      polygons_.push_back({file, std::move(*text), nullptr, {}});
      return {};
    }
    std::unique_ptr<Sheet> sheet;
    std::optional<Recognised> recognised;
    if (is_workbook(content)) {
      auto sheets = read_workbook(content, source.name);
      if (!sheets.ok()) {
        outcomes_[file].reason = sheets.error().message;
        return {};
      }
      for (WorkbookSheet& one : *sheets) {
        sheet = std::make_unique<Sheet>(source.name, std::move(one.rows));
        recognised = recognise(*sheet);
        if (recognised) break;
      }
      if (!sheet) sheet = std::make_unique<Sheet>(source.name, std::vector<std::vector<std::string>>());
    } else {
      sheet = std::make_unique<Sheet>(source.name, content);
      recognised = recognise(*sheet);
    }
    if (!recognised) {
      outcomes_[file].reason = nearest_miss(*sheet);
      return {};
    }
    if (recognised->layout->late) {
      waiting_.push_back({file, std::move(*text), std::move(sheet), *recognised});
    } else {
      read(file, *sheet, *recognised);
    }
    return {};
  }

  SourceId begin(std::size_t file, std::string_view layout) {
    outcomes_[file].layout = layout;
    Source source;
    source.file = sources_[file].name;
    source.layout = layout;
    source.digest = sources_[file].digest;
    return out_.source(std::move(source));
  }

  void end(std::size_t file, SourceId id, std::uint64_t rows, const Status& status) {
    Source& source = out_.source_at(id);
    source.rows = rows;
    FileOutcome& outcome = outcomes_[file];
    outcome.rows = rows;
    outcome.from = source.from;
    outcome.to = source.to;
    if (!status.ok()) {
      outcome.reason = status.error().message;
      if (!status.error().hint.empty()) outcome.reason += "; " + status.error().hint;
    }
  }

  void read(std::size_t file, Sheet& sheet, const Recognised& recognised) {
    const SourceId id = begin(file, recognised.layout->name);
    sheet.begin(recognised.header_row);
    Reading reading{sheet, out_, id, day_in_name(sources_[file].name), year_in_name(sources_[file].name)};
    if (!reading.day) reading.day = sources_[file].on;
    const Status status = recognised.layout->read(reading);
    end(file, id, sheet.rows(), status);
  }

  void read_polygons(std::size_t file, std::string_view content) {
    const SourceId id = begin(file, "polygons of areas");
    const Status status = read_shapes(content, out_, id);
    end(file, id, out_.source_at(id).rows, status);
  }

  // Borders that polygons show, where no list gave them; one polygon an area.
  void add_borders() {
    auto& shapes = out_.model().shapes;
    std::ranges::stable_sort(shapes, {},
                             [](const Shape& shape) { return std::tuple(shape.edition, shape.area); });
    const auto same = [](const Shape& a, const Shape& b) {
      return a.edition == b.edition && a.area == b.area && a.organisation == b.organisation;
    };
    shapes.erase(std::unique(shapes.begin(), shapes.end(), same), shapes.end());
    auto& borders = out_.model().borders;
    for (const AreaEdition edition : {AreaEdition::k2011, AreaEdition::k2021}) {
      std::vector<Shape> of_areas;
      for (const Shape& shape : shapes) {
        if (shape.edition == edition && shape.area != kNobody) of_areas.push_back(shape);
      }
      if (of_areas.empty()) continue;
      const auto found = borders_of(of_areas);
      borders.insert(borders.begin(), found.begin(), found.end());
    }
    lay_editions_over(out_.model(), out_.changes());
    // The polygons' own come first and stay; a list adds what no polygon shows.
    for (Border& border : borders) {
      if (border.a > border.b) std::swap(border.a, border.b);
    }
    std::ranges::stable_sort(
        borders, {}, [](const Border& border) { return std::tuple(border.edition, border.a, border.b); });
    const auto same_border = [](const Border& x, const Border& y) {
      return x.edition == y.edition && x.a == y.a && x.b == y.b;
    };
    borders.erase(std::unique(borders.begin(), borders.end(), same_border), borders.end());
  }

  FileSystem& files_;
  const std::vector<SourceFile>& sources_;
  std::vector<FileOutcome> outcomes_;
  std::vector<Waiting> waiting_;
  std::vector<Waiting> polygons_;
  Gathering out_;
};

}  // namespace

Result<Gathered> gather(FileSystem& files, const std::vector<SourceFile>& sources, const Progress& progress) {
  Gatherer gatherer(files, sources);
  MESO_RETURN_IF_ERROR(gatherer.run(progress));
  return gatherer.finish();
}

}  // namespace meso::network
