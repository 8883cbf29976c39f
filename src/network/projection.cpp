#include "network/projection.h"

#include <array>
#include <cstring>

#include "base/byte_stream.h"

namespace meso::network {
namespace {

constexpr std::string_view kMagic = "MESONET\x02";
constexpr std::size_t kSections = 5;

template <class T>
void put_rows(ByteWriter& out, const std::vector<T>& rows) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.number(static_cast<std::uint64_t>(rows.size()));
  out.raw(std::as_bytes(std::span(rows)));
}
template <class T>
void take_rows(ByteReader& in, std::vector<T>& rows) {
  const auto count = in.number<std::uint64_t>();
  if (count > (1ull << 40) / sizeof(T)) {
    in.raw(SIZE_MAX);
    return;
  }
  const auto bytes = in.raw(static_cast<std::size_t>(count) * sizeof(T));
  if (!in.ok()) return;
  rows.resize(static_cast<std::size_t>(count));
  if (!bytes.empty()) std::memcpy(static_cast<void*>(rows.data()), bytes.data(), bytes.size());
}
// As many items as the count says, but never more than bytes are left to make them of.
template <class T, class Take>
void take_each(ByteReader& in, std::vector<T>& items, Take&& take) {
  const auto count = in.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) take(items.emplace_back());
}

Bytes names_section(const Model& model) {
  ByteWriter out;
  out.number(static_cast<std::uint64_t>(model.sources.size()));
  for (const Source& source : model.sources) {
    out.text(source.file);
    out.text(source.layout);
    out.text(source.digest);
    out.number(source.from.days);
    out.number(source.to.days);
    out.number(source.rows);
  }
  out.number(static_cast<std::uint64_t>(model.organisations.size()));
  for (const Organisation& one : model.organisations) {
    out.number(static_cast<std::uint8_t>(one.kind));
    out.text(one.code);
    out.text(one.name);
    out.text(one.postcode);
    out.number(one.opened.days);
    out.number(one.closed.days);
    out.number(one.longitude);
    out.number(one.latitude);
    out.number(one.source);
  }
  put_rows(out, model.relations);
  put_rows(out, model.successions);
  put_rows(out, model.list_sizes);
  out.number(static_cast<std::uint64_t>(model.measures.size()));
  for (const Measure& measure : model.measures) {
    out.text(measure.code);
    out.text(measure.title);
    out.text(measure.unit);
  }
  put_rows(out, model.periods);
  return out.take();
}

void take_names(ByteReader& in, Model& model) {
  take_each(in, model.sources, [&](Source& source) {
    source.file = in.text();
    source.layout = in.text();
    source.digest = in.text();
    source.from.days = in.number<std::int32_t>();
    source.to.days = in.number<std::int32_t>();
    source.rows = in.number<std::uint64_t>();
  });
  take_each(in, model.organisations, [&](Organisation& one) {
    one.kind = static_cast<OrganisationKind>(in.number<std::uint8_t>() % kOrganisationKinds);
    one.code = in.text();
    one.name = in.text();
    one.postcode = in.text();
    one.opened.days = in.number<std::int32_t>();
    one.closed.days = in.number<std::int32_t>();
    one.longitude = in.number<double>();
    one.latitude = in.number<double>();
    one.source = in.number<SourceId>();
  });
  take_rows(in, model.relations);
  take_rows(in, model.successions);
  take_rows(in, model.list_sizes);
  take_each(in, model.measures, [&](Measure& measure) {
    measure.code = in.text();
    measure.title = in.text();
    measure.unit = in.text();
  });
  take_rows(in, model.periods);
}

Bytes ages_section(const Model& model) {
  ByteWriter out;
  put_rows(out, model.ages);
  return out.take();
}

Bytes areas_section(const Model& model) {
  ByteWriter out;
  out.number(static_cast<std::uint64_t>(model.areas.size()));
  for (const Area& area : model.areas) {
    out.text(area.code);
    out.text(area.name);
    out.number(static_cast<std::uint8_t>(area.kind));
    out.number(static_cast<std::uint8_t>((area.in_2011 ? 1 : 0) | (area.in_2021 ? 2 : 0)));
    out.number(area.longitude);
    out.number(area.latitude);
    out.number(area.imd_2025);
    out.number(area.imd_2025_rank);
    out.number(area.imd_2025_decile);
    out.number(area.imd_2019_decile);
    out.number(area.imd_2019_rank);
    out.text(area.rural);
    out.number(area.authority);
    out.number(area.commissioner);
    out.number(area.part_of);
  }
  out.number(static_cast<std::uint64_t>(model.residents.size()));
  for (const ResidentTable& table : model.residents) {
    out.number(table.on.days);
    out.number(static_cast<std::uint8_t>(table.edition));
    out.number(table.source);
    put_rows(out, table.rows);
  }
  put_rows(out, model.borders);
  return out.take();
}

void take_areas(ByteReader& in, Model& model) {
  take_each(in, model.areas, [&](Area& area) {
    area.code = in.text();
    area.name = in.text();
    area.kind = static_cast<AreaKind>(in.number<std::uint8_t>() % 3);
    const auto editions = in.number<std::uint8_t>();
    area.in_2011 = (editions & 1) != 0;
    area.in_2021 = (editions & 2) != 0;
    area.longitude = in.number<double>();
    area.latitude = in.number<double>();
    area.imd_2025 = in.number<double>();
    area.imd_2025_rank = in.number<std::uint32_t>();
    area.imd_2025_decile = in.number<std::uint8_t>();
    area.imd_2019_decile = in.number<std::uint8_t>();
    area.imd_2019_rank = in.number<std::uint32_t>();
    area.rural = in.text();
    area.authority = in.number<OrganisationId>();
    area.commissioner = in.number<OrganisationId>();
    area.part_of = in.number<AreaId>();
  });
  take_each(in, model.residents, [&](ResidentTable& table) {
    table.on.days = in.number<std::int32_t>();
    table.edition = static_cast<AreaEdition>(in.number<std::uint8_t>() % 2);
    table.source = in.number<SourceId>();
    take_rows(in, table.rows);
  });
  take_rows(in, model.borders);
}

Bytes shapes_section(const Model& model) {
  ByteWriter out;
  out.number(static_cast<std::uint64_t>(model.shapes.size()));
  for (const Shape& shape : model.shapes) {
    out.number(shape.area);
    out.number(shape.organisation);
    out.number(static_cast<std::uint8_t>(shape.edition));
    out.number(static_cast<std::uint64_t>(shape.rings.size()));
    for (const Ring& ring : shape.rings) put_rows(out, ring);
  }
  return out.take();
}

void take_shapes(ByteReader& in, Model& model) {
  take_each(in, model.shapes, [&](Shape& shape) {
    shape.area = in.number<AreaId>();
    shape.organisation = in.number<OrganisationId>();
    shape.edition = static_cast<AreaEdition>(in.number<std::uint8_t>() % 2);
    take_each(in, shape.rings, [&](Ring& ring) { take_rows(in, ring); });
  });
}

Bytes facts_section(const Model& model) {
  ByteWriter out;
  put_rows(out, model.facts);
  return out.take();
}

// A file that was damaged may still have the right lengths: what points past the end is told here and never
// followed.
bool points_inside(const Model& model) {
  const auto sound = [&](OrganisationId id) { return id == kNobody || id < model.organisations.size(); };
  for (const Relation& one : model.relations) {
    if (!sound(one.member) || !sound(one.whole)) return false;
  }
  for (const ListSize& one : model.list_sizes) {
    if (!sound(one.organisation)) return false;
  }
  for (const Fact& one : model.facts) {
    if (!sound(one.organisation) || one.measure >= model.measures.size() ||
        one.period >= model.periods.size() || one.source >= model.sources.size()) {
      return false;
    }
  }
  for (const ResidentTable& table : model.residents) {
    for (const Residents& row : table.rows) {
      if (!sound(row.practice) || row.area >= model.areas.size()) return false;
    }
  }
  return true;
}

}  // namespace

Status write_projection(FileSystem& files, const std::string& path, std::string_view stamp,
                        const Model& model) {
  ByteWriter out;
  out.raw(kMagic);
  out.text(stamp);
  for (const Bytes& section : {names_section(model), ages_section(model), areas_section(model),
                               shapes_section(model), facts_section(model)}) {
    out.number(static_cast<std::uint64_t>(section.size()));
    out.raw(section);
  }
  return replace_file(files, path, out.bytes());
}

Result<Model> read_projection(FileSystem& files, const std::string& path, std::string_view stamp,
                              unsigned parts) {
  MESO_ASSIGN_OR_RETURN(const auto mapped, files.map(path));
  const Error damaged{ErrorKind::kCorrupt, "the tables of the network do not read", {path}, ""};
  ByteReader in(mapped->bytes());
  const auto magic = in.raw(kMagic.size());
  if (!in.ok() || std::memcmp(magic.data(), kMagic.data(), kMagic.size()) != 0 || in.text() != stamp) {
    return Error{ErrorKind::kNotFound, "the tables are of other sources", {path}, ""};
  }
  Model model;
  for (std::size_t section = 0; section < kSections; ++section) {
    ByteReader rows(in.raw(static_cast<std::size_t>(in.number<std::uint64_t>())));
    if (!in.ok()) return damaged;
    const auto wanted = [&](unsigned part) { return (parts & part) != 0; };
    if (section == 0)
      take_names(rows, model);
    else if (section == 1 && wanted(kAges))
      take_rows(rows, model.ages);
    else if (section == 2 && wanted(kAreas))
      take_areas(rows, model);
    else if (section == 3 && wanted(kShapes))
      take_shapes(rows, model);
    else if (section == 4 && wanted(kFacts))
      take_rows(rows, model.facts);
    if (!rows.ok()) return damaged;
  }
  if (!points_inside(model)) return damaged;
  return model;
}

}  // namespace meso::network
