// Files on their way in: what a browser sends, piece by piece, until it is loaded.
//
//   NETWORK/uploads/1 to 4/    one place for each upload that is under way; a file lies in it under its own
//   name
//
// A page says first which files come and how large they are. Then it sends each in order, a piece at a time,
// and each piece names the place where it begins: one that does not fit is refused with the place where the
// file stands, so a page that lost its answer, or was left, goes on from there. Memory holds one piece at a
// time.
//
// Nothing here is part of the network. What was sent becomes part of it by a load, which is one transaction;
// when the program ends or is killed before, the places are emptied at the next start and the files are sent
// again. Files are readable by their owner only and go when they are loaded or dropped.

#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace meso::server {

struct UploadedFile {
  std::string name;
  std::uint64_t size = 0;      // as announced
  std::uint64_t received = 0;  // of it
};

struct Upload {
  std::string id;
  std::string by;  // who sends it
  std::string kind;
  std::vector<UploadedFile> files;
  std::string folder;
  bool complete() const;
};

class Uploads {
 public:
  static constexpr std::size_t kPiece = 1024 * 1024;
  static constexpr std::size_t kFiles = 64;
  static constexpr std::uint64_t kBytes = 4ull << 30;  // of one upload
  static constexpr std::size_t kPlaces = 4;

  // Empties the places.
  static Result<std::unique_ptr<Uploads>> open(FileSystem& files, const std::string& network);

  // kUsage: too many files, too large, or a name that is no file's. kLocked: all places are taken.
  Result<Upload> begin(const std::string& by, const std::string& kind,
                       const std::vector<UploadedFile>& files);
  // The file after the piece. kUsage when it does not begin where the file stands, or is more than announced.
  Result<UploadedFile> take(const std::string& by, const std::string& id, std::size_t file, std::uint64_t at,
                            std::string_view piece);
  Result<Upload> find(const std::string& by, const std::string& id) const;
  std::vector<Upload> all(const std::string& by) const;
  // Takes the files away.
  Status drop(const std::string& by, const std::string& id);

 private:
  Uploads(FileSystem& files, std::string directory);
  struct Place {
    Upload upload;
    std::unique_ptr<WritableFile> open;  // the file that is being written
    std::size_t writing = 0;
  };
  Place* place_of(const std::string& by, const std::string& id);
  Status empty(std::size_t place);

  FileSystem& files_;
  std::string directory_;
  mutable std::mutex mutex_;
  std::array<std::unique_ptr<Place>, kPlaces> places_;  // under `mutex_`
  std::uint64_t number_ = 0;
};

}  // namespace meso::server
