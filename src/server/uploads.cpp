#include "server/uploads.h"

#include <algorithm>

#include "base/moment.h"

namespace meso::server {
namespace {

constexpr std::size_t kLongestName = 120;

// A file's own name and nothing else: letters, digits and what stands in names, not beginning with a dot.
bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > kLongestName || name.front() == '.') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ' ' || c == '(' || c == ')';
  });
}

Error no_upload() {
  return {ErrorKind::kNotFound, "that upload is not here", {}, "choose the files again"};
}

}  // namespace

bool Upload::complete() const {
  return std::all_of(files.begin(), files.end(),
                     [](const UploadedFile& file) { return file.received == file.size; });
}

Uploads::Uploads(FileSystem& files, std::string directory)
    : files_(files), directory_(std::move(directory)) {}

Result<std::unique_ptr<Uploads>> Uploads::open(FileSystem& files, const std::string& network) {
  std::unique_ptr<Uploads> uploads(new Uploads(files, join_path(network, "uploads")));
  for (std::size_t place = 0; place < kPlaces; ++place) MESO_RETURN_IF_ERROR(uploads->empty(place));
  return uploads;
}

Status Uploads::empty(std::size_t place) {
  const std::string folder = join_path(directory_, std::to_string(place + 1));
  if (!files_.is_directory(folder)) return {};
  MESO_ASSIGN_OR_RETURN(const auto names, files_.list(folder));
  for (const std::string& name : names) MESO_RETURN_IF_ERROR(files_.remove(join_path(folder, name)));
  return {};
}

Result<Upload> Uploads::begin(const std::string& by, const std::string& kind,
                              const std::vector<UploadedFile>& files) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!is_file_name(files[i].name)) {
      return Error{ErrorKind::kUsage,
                   "a file has a name that cannot be kept",
                   {},
                   "use letters, digits, dots and dashes, at most 120"};
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (files[j].name == files[i].name)
        return Error{ErrorKind::kUsage, "two files have the same name", {}, "send them one after the other"};
    }
    if (files[i].size > kBytes - bytes)
      return Error{ErrorKind::kUsage, "the files are more than 4 GiB", {}, "send fewer, or gzip them"};
    bytes += files[i].size;
  }
  if (files.empty() || files.size() > kFiles)
    return Error{ErrorKind::kUsage, "an upload has 1 to 64 files", {}, "send them in several"};

  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (places_[i]) continue;
    MESO_RETURN_IF_ERROR(empty(i));
    auto place = std::make_unique<Place>();
    place->upload.id = std::to_string(now().microseconds) + "-" + std::to_string(++number_);
    place->upload.by = by;
    place->upload.kind = kind;
    place->upload.folder = join_path(directory_, std::to_string(i + 1));
    for (const UploadedFile& file : files) place->upload.files.push_back({file.name, file.size, 0});
    MESO_RETURN_IF_ERROR(files_.make_directories(place->upload.folder));
    place->writing = files.size();
    // A file of nothing has no piece to come with.
    for (const UploadedFile& file : files) {
      if (file.size != 0) continue;
      MESO_ASSIGN_OR_RETURN(const auto made, files_.create(join_path(place->upload.folder, file.name)));
      MESO_RETURN_IF_ERROR(made->close());
    }
    places_[i] = std::move(place);
    return places_[i]->upload;
  }
  return Error{ErrorKind::kLocked, "four uploads are under way", {}, "load or drop one of them first"};
}

Uploads::Place* Uploads::place_of(const std::string& by, const std::string& id) {
  for (auto& place : places_) {
    if (place && place->upload.id == id && place->upload.by == by) return place.get();
  }
  return nullptr;
}

Result<UploadedFile> Uploads::take(const std::string& by, const std::string& id, std::size_t file,
                                   std::uint64_t at, std::string_view piece) {
  const std::lock_guard lock(mutex_);
  Place* const place = place_of(by, id);
  if (place == nullptr || file >= place->upload.files.size()) return no_upload();
  UploadedFile& into = place->upload.files[file];
  const bool other_file = place->writing != file && at != 0;
  if (at != into.received || other_file || piece.empty()) {
    return Error{ErrorKind::kUsage,
                 "the piece does not begin where the file stands: " + std::to_string(into.received),
                 {},
                 "ask for the upload and go on from there"};
  }
  if (piece.size() > into.size - into.received)
    return Error{ErrorKind::kUsage, "more was sent than was announced", {}, "choose the files again"};
  const auto failed = [&](const Error& error) {
    place->open.reset();
    place->writing = place->upload.files.size();
    into.received = 0;  // what was written is begun again with the first piece
    return error;
  };
  if (at == 0) {
    if (place->writing < place->upload.files.size()) place->upload.files[place->writing].received = 0;
    place->open.reset();
    auto made = files_.create(join_path(place->upload.folder, into.name));
    if (!made.ok()) return failed(made.error());
    place->open = std::move(*made);
    place->writing = file;
  }
  if (const Status written = place->open->append(std::as_bytes(std::span(piece))); !written.ok())
    return failed(written.error());
  into.received += piece.size();
  if (into.received == into.size) {
    const Status closed = place->open->close();
    place->open.reset();
    place->writing = place->upload.files.size();
    if (!closed.ok()) return failed(closed.error());
  }
  return into;
}

Result<Upload> Uploads::find(const std::string& by, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& place : places_) {
    if (place && place->upload.id == id && place->upload.by == by) return place->upload;
  }
  return no_upload();
}

std::vector<Upload> Uploads::all(const std::string& by) const {
  const std::lock_guard lock(mutex_);
  std::vector<Upload> out;
  for (const auto& place : places_) {
    if (place && place->upload.by == by) out.push_back(place->upload);
  }
  return out;
}

Status Uploads::drop(const std::string& by, const std::string& id) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (!places_[i] || places_[i]->upload.id != id || places_[i]->upload.by != by) continue;
    places_[i].reset();
    return empty(i);
  }
  return no_upload();
}

}  // namespace meso::server
