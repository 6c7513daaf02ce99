# asyncc-config.cmake: find_package(asyncc CONFIG), and what runtime/CMakeLists.txt gives to a project that has asyncc inside.
# SPDX-License-Identifier: MIT
#
#   asyncc_add(TARGET app SOURCES a.async [OPTIONS ...] [PORT posix])
#
# compiles a.async, and what it imports, to C under the binary directory, adds that to the target and links the runtime with
# that port, built from its sources with the project's own compiler and flags: target asyncc-PORT. With #line in Debug builds.
# ASYNCC_EXECUTABLE is the compiler, which runs on the host also when the target is another machine.
cmake_minimum_required(VERSION 3.20)

get_filename_component(_asyncc_beside "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
if(EXISTS "${_asyncc_beside}/../asyncc.h")
    get_filename_component(_asyncc_runtime "${_asyncc_beside}/.." ABSOLUTE)
else()
    get_filename_component(_asyncc_runtime "${_asyncc_beside}/../../../share/asyncc/runtime" ABSOLUTE)
endif()
set(ASYNCC_RUNTIME_DIR "${_asyncc_runtime}" CACHE INTERNAL "the directory of asyncc.h")

find_program(ASYNCC_EXECUTABLE asyncc
    HINTS "${_asyncc_beside}/../../../bin" "${ASYNCC_RUNTIME_DIR}/../build"
    NO_CMAKE_FIND_ROOT_PATH
    DOC "the compiler of .async programs")
if(NOT ASYNCC_EXECUTABLE AND EXISTS "${ASYNCC_RUNTIME_DIR}/../Makefile")
    find_program(ASYNCC_MAKE NAMES gmake make NO_CMAKE_FIND_ROOT_PATH)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env --unset=CC --unset=CFLAGS --unset=LDFLAGS
        "${ASYNCC_MAKE}" -s build/asyncc WORKING_DIRECTORY "${ASYNCC_RUNTIME_DIR}/.." RESULT_VARIABLE _asyncc_status)
    if(_asyncc_status EQUAL 0)
        set(ASYNCC_EXECUTABLE "${ASYNCC_RUNTIME_DIR}/../build/asyncc" CACHE FILEPATH "the compiler of .async programs" FORCE)
    endif()
endif()
if(NOT ASYNCC_EXECUTABLE)
    message(FATAL_ERROR "asyncc: there is no compiler asyncc; ASYNCC_EXECUTABLE may name it")
endif()

# The runtime with a port: a directory of the runtime, or one of the project, given with its path. With --no-heap among the
# options it is that without a heap, asyncc-PORT-noheap.
function(_asyncc_library port options result)
    set(name "asyncc-${port}")
    if(port MATCHES "/")
        get_filename_component(name "${port}" NAME)
        set(name "asyncc-${name}")
        get_filename_component(port "${port}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    set(heap "")
    if("--no-heap" IN_LIST options)
        string(APPEND name "-noheap")
        set(heap --no-heap)
    endif()
    set(${result} "${name}" PARENT_SCOPE)
    if(TARGET "${name}")
        return()
    endif()
    execute_process(COMMAND "${ASYNCC_EXECUTABLE}" --print-runtime "--port=${port}" ${heap}
        OUTPUT_VARIABLE sources ERROR_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${said}")
    endif()
    string(REPLACE "\n" ";" sources "${sources}")
    list(POP_FRONT sources directory)
    add_library("${name}" STATIC EXCLUDE_FROM_ALL ${sources})
    target_include_directories("${name}" SYSTEM PUBLIC "${directory}")
    target_link_libraries("${name}" PUBLIC m)
    set_target_properties("${name}" PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF)
endfunction()

function(asyncc_add)
    cmake_parse_arguments(PARSE_ARGV 0 ADD "" "TARGET;PORT" "SOURCES;OPTIONS")
    if(ADD_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "asyncc_add: what is ${ADD_UNPARSED_ARGUMENTS}?")
    endif()
    if(NOT TARGET "${ADD_TARGET}" OR NOT ADD_SOURCES)
        message(FATAL_ERROR "asyncc_add(TARGET app SOURCES a.async [OPTIONS ...] [PORT posix]): app is a target that exists")
    endif()
    if(NOT ADD_PORT)
        set(ADD_PORT posix)
        if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
            message(FATAL_ERROR "asyncc_add: PORT is wanted, as the target has no operating system")
        endif()
    endif()
    _asyncc_library("${ADD_PORT}" "${ADD_OPTIONS}" runtime)
    foreach(source IN LISTS ADD_SOURCES)
        _asyncc_command("${ADD_TARGET}" "${source}" "${ADD_OPTIONS}")
    endforeach()
    target_link_libraries("${ADD_TARGET}" PRIVATE "${runtime}")
endfunction()

# The C lies where no other target's does; headers that the program names are looked for beside its source.
function(_asyncc_command target source options)
    get_filename_component(input "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    get_source_file_property(generated "${input}" GENERATED)
    if(NOT EXISTS "${input}" AND NOT generated)
        message(FATAL_ERROR "asyncc_add: there is no ${source}")
    endif()
    get_filename_component(name "${input}" NAME_WE)
    get_filename_component(beside "${input}" DIRECTORY)
    set(directory "${CMAKE_CURRENT_BINARY_DIR}/asyncc/${target}")
    set(output "${directory}/${name}.c")
    file(MAKE_DIRECTORY "${directory}")
    add_custom_command(OUTPUT "${output}"
        COMMAND "${ASYNCC_EXECUTABLE}" "${input}" -o "${output}" -MD -MF "${output}.d" -MT "${output}"
            "$<$<CONFIG:Debug>:--line>" ${options}
        DEPENDS "${input}" "${ASYNCC_EXECUTABLE}"
        DEPFILE "${output}.d"
        COMMENT "asyncc ${source}"
        COMMAND_EXPAND_LISTS VERBATIM)
    target_sources("${target}" PRIVATE "${output}")
    target_include_directories("${target}" PRIVATE "${directory}" "${beside}")
endfunction()
