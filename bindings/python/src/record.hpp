#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace catvton::python {

/// A read-only struct in Python, with a repr that shows every field.
template <class Struct>
class Record {
public:
    Record(pybind11::module_& module, const char* name, const char* doc)
        : class_(module, name, doc), name_(name) {}

    template <class Member>
    Record& field(const char* name, Member Struct::*member, const char* doc) {
        class_.def_readonly(name, member, doc);
        fields_.emplace_back(name);
        return *this;
    }

    /// What `get` makes of the struct, where a member as it is would say less.
    template <class Get>
    requires std::is_invocable_v<Get, const Struct&> Record& computed(const char* name, Get get,
                                                                      const char* doc) {
        class_.def_property_readonly(name, get, doc);
        fields_.emplace_back(name);
        return *this;
    }

    void finish() {
        class_.def("__repr__", [name = name_, fields = fields_](const pybind11::object& self) {
            std::string text = name + "(";
            for (std::size_t i = 0; i < fields.size(); ++i) {
                const pybind11::object value = self.attr(fields[i].c_str());
                text.append(i ? ", " : "").append(fields[i]).append("=");
                text += pybind11::cast<std::string>(pybind11::repr(value));
            }
            return text + ")";
        });
    }

private:
    pybind11::class_<Struct> class_;
    std::string name_;
    std::vector<std::string> fields_;
};

}  // namespace catvton::python
