# SPDX-License-Identifier: Apache-2.0
"""A container here has the rights that its pod gives it and no more; else what starts here might not start in a cluster."""

import unittest

from pods import Platform, Pod


class Rights(unittest.TestCase):
    """Of the pod with the database of one machine."""

    tried: dict[str, str] = {}

    def run_as(self, command: str) -> str:
        return (
            Pod(Platform("/tests/machine.json"), "StatefulSet", "plain-postgres")
            .run(command=["sh", "-c", command])
            .strip()
        )

    def test_its_user(self):
        self.assertEqual(self.run_as("id -u; id -g"), "999\n999")

    def test_no_capability_and_no_new_one(self):
        status = self.run_as("cat /proc/self/status")
        for line in ("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1"):
            self.assertIn(line, status)

    def test_only_its_volumes_are_written(self):
        self.assertEqual(
            self.run_as(
                "for folder in / /root /etc /var/lib/postgresql/data /tmp; do test -w $folder && echo $folder; done; true"
            ),
            "/var/lib/postgresql/data\n/tmp",
        )
        self.assertEqual(self.run_as("awk '$5 == \"/\" {print substr($6, 1, 2)}' /proc/self/mountinfo"), "ro")

    def test_only_its_own_variables(self):
        self.assertEqual(
            self.run_as("env | cut -d= -f1 | sort | tr '\\n' ' '"),
            "LANG PATH PGDATA POSTGRES_INITDB_ARGS POSTGRES_PASSWORD PWD",
        )
