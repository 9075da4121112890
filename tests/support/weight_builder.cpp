#include "support/weight_builder.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <stdexcept>

namespace catvton::test {

std::string little_endian(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

PickleWriter::PickleWriter(int protocol) {
    if (protocol > 0) bytes_ = {'\x80', static_cast<char>(protocol)};
}

PickleWriter& PickleWriter::raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
}

PickleWriter& PickleWriter::text(std::string_view value) {
    return raw("X").raw(little_endian(value.size(), 4)).raw(value);
}

PickleWriter& PickleWriter::bytes(std::string_view value) {
    return raw("B").raw(little_endian(value.size(), 4)).raw(value);
}

PickleWriter& PickleWriter::integer(std::int64_t value) {
    return raw("\x8a\x08").raw(little_endian(static_cast<std::uint64_t>(value), 8));
}

PickleWriter& PickleWriter::integers(const std::vector<std::int64_t>& values) {
    raw("(");
    for (const std::int64_t value : values) integer(value);
    return raw("t");
}

PickleWriter& PickleWriter::global(std::string_view module, std::string_view name) {
    return raw("c").raw(module).raw("\n").raw(name).raw("\n");
}

PickleWriter& PickleWriter::call(std::string_view module, std::string_view name,
                                 const PickleWriter& arguments) {
    return global(module, name).raw("(").add(arguments).raw("tR");
}

PickleWriter& PickleWriter::add(const PickleWriter& other) {
    return raw(std::string_view(other.bytes_).substr(other.bytes_.starts_with('\x80') ? 2 : 0));
}

PickleWriter tensor_program(const TensorSpec& tensor) {
    PickleWriter arguments(0);
    arguments.raw("(").text("storage").global("torch", tensor.type).text(tensor.key).text("cpu");
    arguments.integer(tensor.count).raw(tensor.legacy ? "N" : "").raw("tQ");
    arguments.integer(tensor.offset).integers(tensor.shape).integers(tensor.strides).raw("\x89");
    arguments.global("collections", "OrderedDict").raw(")R");
    return PickleWriter(0).call("torch._utils", "_rebuild_tensor_v2", arguments);
}

std::string state_dict_pickle(const std::vector<TensorSpec>& tensors, int protocol) {
    PickleWriter writer(protocol);
    writer.global("collections", "OrderedDict").raw(")R(");
    for (const TensorSpec& tensor : tensors) writer.text(tensor.name).add(tensor_program(tensor));
    return writer.raw("u").stop();
}

namespace {

std::uint32_t crc_of(const std::string& data) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size()));
}

std::string local_header(const ZipMember& member, std::uint32_t crc) {
    const std::string name = member.local_name.value_or(member.name);
    const std::uint64_t size = member.local_size.value_or(
        static_cast<std::uint32_t>(member.descriptor.empty() ? member.data.size() : 0));
    return "PK\x03\x04" + little_endian(0, 2) +
           little_endian(member.local_flags.value_or(member.flags), 2) +
           little_endian(member.local_method.value_or(member.method), 2) + little_endian(0, 4) +
           little_endian(member.local_crc.value_or(member.descriptor.empty() ? crc : 0), 4) +
           little_endian(size, 4) + little_endian(size, 4) + little_endian(name.size(), 2) +
           little_endian(member.local_extra.size(), 2) + name + member.local_extra;
}

std::string central_header(const ZipMember& member, std::uint32_t crc, std::size_t offset) {
    const auto size = static_cast<std::uint32_t>(member.data.size());
    return "PK\x01\x02" + little_endian(0, 4) + little_endian(member.flags, 2) +
           little_endian(member.method, 2) + little_endian(0, 4) + little_endian(crc, 4) +
           little_endian(member.compressed.value_or(size), 4) +
           little_endian(member.size.value_or(size), 4) + little_endian(member.name.size(), 2) +
           little_endian(member.central_extra.size(), 2) + little_endian(0, 2) +
           little_endian(member.disk, 2) + little_endian(0, 6) +
           little_endian(member.offset.value_or(static_cast<std::uint32_t>(offset)), 4) +
           member.name + member.central_extra;
}

std::string end64(const ZipSpec& zip, std::size_t directory, std::size_t size) {
    const std::uint64_t entries = zip.entries64.value_or(zip.members.size());
    return "PK\x06\x06" + little_endian(zip.record_size64.value_or(44), 8) + little_endian(0, 4) +
           little_endian(0, 8) + little_endian(entries, 8) + little_endian(entries, 8) +
           little_endian(size, 8) + little_endian(directory, 8) + "PK\x06\x07" +
           little_endian(0, 4) + little_endian(zip.end_offset64.value_or(directory + size), 8) +
           little_endian(zip.disks64, 4);
}

}  // namespace

std::string build_zip(const ZipSpec& zip) {
    std::string file = zip.prefix, central;
    for (const ZipMember& member : zip.members) {
        const std::uint32_t crc = member.crc.value_or(crc_of(member.data));
        central += central_header(member, crc, file.size());
        file += local_header(member, crc) + member.data + member.descriptor;
    }
    const std::size_t directory = file.size();
    file += central;
    if (zip.zip64) file += end64(zip, directory, central.size());
    const std::uint64_t entries =
        zip.entries.value_or(static_cast<std::uint16_t>(zip.members.size()));
    return file + "PK\x05\x06" + little_endian(zip.disk, 2) + little_endian(zip.disk, 2) +
           little_endian(entries, 2) + little_endian(entries, 2) +
           little_endian(zip.directory_size.value_or(static_cast<std::uint32_t>(central.size())),
                         4) +
           little_endian(zip.directory_offset.value_or(static_cast<std::uint32_t>(directory)), 4) +
           little_endian(zip.comment.size(), 2) + zip.comment + zip.suffix;
}

ZipSpec torch_zip(const std::string& pickle) {
    ZipSpec zip;
    zip.members = {{"model/data.pkl", pickle},
                   {"model/byteorder", "little"},
                   {"model/data/0", storage_bytes(6)},
                   {"model/version", "3\n"}};
    return zip;
}

std::string storage_bytes(std::size_t floats) {
    std::string bytes;
    for (std::size_t i = 0; i < floats; ++i) {
        const auto value = static_cast<float>(i);
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        bytes.append(raw, sizeof raw);
    }
    return bytes;
}

std::string system_pickle(bool little_endian_, int short_size, int int_size, int long_size) {
    PickleWriter writer;
    writer.raw("}(").text("protocol_version").integer(1001);
    writer.text("little_endian").raw(little_endian_ ? "\x88" : "\x89");
    writer.text("type_sizes").raw("}(").text("short").integer(short_size).text("int");
    writer.integer(int_size).text("long").integer(long_size).raw("uu");
    return writer.stop();
}

std::string keys_pickle(const std::vector<std::string>& keys) {
    PickleWriter writer;
    writer.raw("](");
    for (const std::string& key : keys) writer.text(key);
    return writer.raw("e").stop();
}

LegacySpec legacy_stream(const std::vector<TensorSpec>& tensors) {
    LegacySpec stream;
    std::vector<TensorSpec> legacy = tensors;
    for (TensorSpec& tensor : legacy) tensor.legacy = true;
    stream.system = system_pickle();
    stream.object = state_dict_pickle(legacy);
    stream.keys = keys_pickle({"0"});
    stream.storages = little_endian(6, 8) + storage_bytes(6);
    return stream;
}

std::string build_legacy(const LegacySpec& stream) {
    return stream.magic + stream.protocol + stream.system + stream.object + stream.keys +
           stream.storages;
}

PickleWriter array_program(const ArraySpec& array) {
    PickleWriter type(0), empty(0), writer(0);
    type.text(array.dtype).raw("\x89\x88");
    empty.global("numpy", "ndarray").integers({0}).bytes("b");
    writer.call("numpy.core.multiarray", "_reconstruct", empty);
    writer.raw("(").integer(1).integers(array.shape).call("numpy", "dtype", type);
    writer.raw("(").integer(3).text(array.order).raw("NNN").integer(-1).integer(-1).integer(0);
    writer.raw("tb").raw(array.fortran ? "\x88" : "\x89").bytes(array.data).raw("tb");
    return writer;
}

std::string model_pickle(const std::vector<ArraySpec>& arrays, int protocol) {
    PickleWriter writer(protocol);
    writer.raw("}").text("model").raw("}(");
    for (const ArraySpec& array : arrays) writer.text(array.name).add(array_program(array));
    return writer.raw("us").stop();
}

weights::StateDict load_bytes(std::string_view bytes) {
    const int file = ::memfd_create("weights", MFD_CLOEXEC);
    if (file < 0 ||
        ::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("no memory file");
    }
    struct Closer {
        int file;
        ~Closer() { ::close(file); }
    } closer{file};
    return weights::load_state_dict("/proc/self/fd/" + std::to_string(file));
}

}  // namespace catvton::test
